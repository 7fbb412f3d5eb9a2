/** Что говорят находки в записи. */
export const findingsRu = {
  'packets.plain.severity.danger': 'опасно',
  'packets.plain.severity.caution': 'внимание',
  'packets.plain.severity.info': 'заметка',
  'packets.finding.port-scan.title': '{{from}} пробует двери {{to}}: портов {{ports}}',
  'packets.finding.port-scan.why':
    'Одна машина просила соединения со многими портами другой и почти ничего не сказала. Так ищут открытые службы; открытых было {{open}}.',
  'packets.finding.port-scan.next':
    'Если это не ваша проверка, узнайте, кто пользуется {{from}}, и закройте на {{to}} лишнее.',
  'packets.finding.port-sweep.title': '{{from}} спрашивает порт {{port}} у {{machines}} машин',
  'packets.finding.port-sweep.why':
    'Одна машина пробовала один порт на многих. Так делают черви и те, кто ищет одну уязвимость; ответили {{open}}.',
  'packets.finding.port-sweep.next': 'Посмотрите, что работает на {{from}} и кто ответил.',
  'packets.finding.syn-flood.title':
    '{{to}}, порт {{port}}, заваливают запросами соединений: {{count}} за {{seconds}} с',
  'packets.finding.syn-flood.why':
    'Соединения просят, но не устанавливают, с {{sources}} адресов. Каждое занимает место в очереди сервера, пока он не сдастся.',
  'packets.finding.syn-flood.next': 'Включите SYN cookies и закройте источники на межсетевом экране или у провайдера.',
  'packets.finding.unanswered-syns.title': 'На {{to}}, порт {{port}}, никто не отвечает',
  'packets.finding.unanswered-syns.why':
    'Соединений просили {{count}} с {{sources}} адресов, и не было даже отказа. Их отбрасывает межсетевой экран, или машина выключена.',
  'packets.finding.unanswered-syns.next': 'Проверьте, включена ли {{to}} и что экран по пути делает с портом {{port}}.',
  'packets.finding.arp-spoofing.title': '{{address}} называют своим две машины, и одна из них — ещё и другие адреса',
  'packets.finding.arp-spoofing.why':
    'Сначала адрес был у {{first}}, потом его назвала своим {{second}}, как и другие. Так можно читать и менять чужие данные.',
  'packets.finding.arp-spoofing.next':
    'Найдите на коммутаторе порт с {{second}} и отключите. Если это не ваш маршрутизатор и не резервная пара.',
  'packets.finding.duplicate-address.title': 'У двух машин один адрес {{address}}',
  'packets.finding.duplicate-address.why':
    'И {{first}}, и {{second}} называют его своим. Соединения попадают то к одной, то к другой.',
  'packets.finding.duplicate-address.next':
    'Дайте одной другой адрес. Резервная пара, передавшая адрес, выглядит так же.',
  'packets.finding.rogue-dhcp.title': '{{server}} раздаёт адреса рядом с {{usual}}',
  'packets.finding.rogue-dhcp.why':
    'В одной сети отвечают два сервера DHCP. Чужой отправляет машины к своему шлюзу и серверу имён.',
  'packets.finding.rogue-dhcp.next':
    'Если {{server}} вам незнаком, отключите его и обновите адреса тех, кто спрашивал.',
  'packets.finding.dns-tunnel.title': 'Имена в {{zone}} несут данные: их {{names}}, в среднем {{letters}} знаков',
  'packets.finding.dns-tunnel.why':
    'Длинные имена, которые не спрашивают дважды, например {{example}}, — так выводят данные через сервер имён, когда остальное закрыто.',
  'packets.finding.dns-tunnel.next':
    'Посмотрите, какие машины спрашивают {{zone}} и что там работает. Так делают и некоторые антивирусы.',
  'packets.finding.nxdomain-storm.title': '{{from}} спрашивает имена, которых нет: {{count}}',
  'packets.finding.nxdomain-storm.why':
    'Столько из {{responses}} ответов записи — «нет такого имени». Так вредоносная программа угадывает имя хозяина, и так бывает при неверном домене поиска.',
  'packets.finding.nxdomain-storm.next':
    'Посмотрите на имена: случайные буквы — вредоносная программа, двойной домен — настройка.',
  'packets.finding.cleartext-login.title': 'Пароль идёт открыто: {{protocol}} к {{to}}',
  'packets.finding.cleartext-login.why':
    'Его может прочитать любой по пути. Отправлен раз: {{count}}, пользователь «{{user}}». Сам пароль здесь не хранится.',
  'packets.finding.cleartext-login.next': 'Включите шифрование этой службы, потом смените пароль.',
  'packets.finding.weak-tls-version.title': '{{version}} ещё в ходу: соединений {{count}}',
  'packets.finding.weak-tls-version.why': 'Его защита взломана, браузеры его не принимают.',
  'packets.finding.weak-tls-version.next': 'Оставьте на сервере только TLS 1.2 и 1.3; найдите тех, кто просит меньше.',
  'packets.finding.weak-tls-cipher.title': 'Слишком слабое шифрование: {{weakness}} ({{cipher}}), соединений {{count}}',
  'packets.finding.weak-tls-cipher.why': 'Переданное так может прочитать или изменить тот, кто постарается.',
  'packets.finding.weak-tls-cipher.next': 'Уберите этот набор шифров из списка сервера.',
  'packets.finding.expired-certificate.title': 'Сертификат {{name}} истёк {{until}}',
  'packets.finding.expired-certificate.why':
    'Его показали после срока. Кто проверяет — откажется, кто не проверяет — в опасности.',
  'packets.finding.expired-certificate.next': 'Обновите его и пусть дальше он обновляется сам.',
  'packets.finding.early-certificate.title': 'Сертификат {{name}} действует только с {{from}}',
  'packets.finding.early-certificate.why':
    'Его показали до срока. Неверны часы: сервера или той машины, где записывали.',
  'packets.finding.early-certificate.next': 'Сравните часы.',
  'packets.finding.weak-key.title': 'У сертификата {{name}} короткий ключ: {{bits}} бит',
  'packets.finding.weak-key.why': 'Ключ RSA короче 2048 бит можно взломать, если постараться.',
  'packets.finding.weak-key.next': 'Сделайте новый ключ и сертификат.',
  'packets.finding.self-signed.title': '{{name}} показывает сертификат, подписанный им самим',
  'packets.finding.self-signed.why':
    'За него никто не ручается: клиент, который не знает ключа, не отличит сервер от самозванца.',
  'packets.finding.self-signed.next':
    'Если клиенты помнят ключ — ничего. Иначе возьмите сертификат центра, которому они доверяют.',
  'packets.finding.beaconing.title': '{{from}} обращается к {{to}}, порт {{port}}, каждые {{seconds}} с',
  'packets.finding.beaconing.why':
    'Соединений {{count}} с ровным шагом: это программа, не человек. Так делают мониторинг и обновления, но и вредоносная программа в ожидании команд.',
  'packets.finding.beaconing.next': 'Найдите программу на {{from}} и узнайте, чей {{to}}.',
  'packets.finding.bulk-upload.title': '{{from}} отправляет {{sentBytes, bytes}} на {{to}}',
  'packets.finding.bulk-upload.why':
    'Уходит намного больше, чем приходит ({{receivedBytes, bytes}}). Так выглядят резервные копии и кража данных.',
  'packets.finding.bulk-upload.next': 'Проверьте, нужна ли эта передача.',
  'packets.finding.retransmission-storm.title':
    'Теряется то, что {{from}} шлёт на {{to}}: повторов {{resent}}, {{percent}} %',
  'packets.finding.retransmission-storm.why':
    'Столько из {{segments}} сегментов пришлось повторить, соединений {{connections}}. Потери между местом записи и {{to}}, или до него, если первых копий здесь нет.',
  'packets.finding.retransmission-storm.next': 'Ищите на этом пути полный канал, плохой кабель или разный дуплекс.',
  'packets.finding.slow-server.title': '{{to}}, порт {{port}}, отвечает медленно: до {{slowestMs, milliseconds}}',
  'packets.finding.slow-server.why':
    'Установка соединения заняла не больше {{handshakeMs, milliseconds}}, сеть быстрая: время тратит сам сервер, соединений {{count}}.',
  'packets.finding.slow-server.next': 'Посмотрите на нагрузку сервера и на то, чего он ждёт.',
  'packets.finding.slow-network.title':
    'Путь к {{to}}, порт {{port}}, медленный: {{handshakeMs, milliseconds}} на установку',
  'packets.finding.slow-network.why':
    'На установку система отвечает сразу, значит время теряется в пути, соединений {{count}}. Самый долгий ответ — {{slowestMs, milliseconds}}.',
  'packets.finding.slow-network.next': 'Посмотрите на каналы по пути. Если далеко — это расстояние.',
  'packets.finding.path-mtu.title': 'Пакеты к {{to}} слишком велики: проходит {{mtu}} байт',
  'packets.finding.path-mtu.why':
    'Маршрутизатор сказал об этом раз: {{count}}. Обычно отправители подстраиваются сами.',
  'packets.finding.path-mtu.next': 'Если соединения зависают, пропустите эти сообщения ICMP или уменьшите MSS.',
  'packets.finding.mtu-black-hole.title': 'Большие пакеты от {{from}} не доходят до {{to}}',
  'packets.finding.mtu-black-hole.why':
    'Соединение установлено, но {{bytes, bytes}} повторяли {{resent}} раз без подтверждения. Что-то по пути молча отбрасывает большие пакеты.',
  'packets.finding.mtu-black-hole.next':
    'Пропустите ICMP «пакет слишком велик» или уменьшите MTU (это нужно VPN и PPPoE).',
} as const
