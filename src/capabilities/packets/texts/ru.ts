export const ru = {
  'packets.error.capture-unknown': 'Захвата {{id}} нет. Его удалили, или вышел срок хранения.',
  'packets.error.note-unknown': 'У этого захвата нет заметки {{id}}.',
  'packets.error.job-unknown': 'В очереди нет задания {{id}}.',
  'packets.error.report-missing': 'Отчёта об этом захвате пока нет. Он пишется во время разбора.',
  'packets.error.report-unwritable': 'Отчёт не удаётся записать в {{file}}: {{reason}}. Назовите другой файл.',
  'packets.error.file-too-large':
    'Захват больше {{limitBytes, bytes}} — предела этой консоли (MAX_FILE_SIZE). Разрежьте его через editcap или поднимите предел.',
  'packets.error.no-room':
    'Нет места для {{neededBytes, bytes}}: для захватов свободно {{freeBytes, bytes}}. Удалите лишнее или поднимите store.budgetBytes.',
  'packets.error.disk-full':
    'Диск заполнился, пока захват принимался: принято {{doneBytes, bytes}}, они отброшены. Освободите место и отправьте снова.',
  'packets.error.not-a-capture':
    '{{name}} — не захват: он начинается с {{begins}}. Читаются pcap и pcapng, в том числе сжатые gzip или zstd.',
  'packets.error.file-empty': 'Файл {{name}} пуст.',
  'packets.error.upload-cut':
    'Передача оборвалась на {{doneBytes, bytes}}. Отправьте снова; возобновляемая передача продолжится с места обрыва.',
  'packets.error.upload-hash':
    'Пришло не то, что отправлено: SHA-256 равен {{found}}, а не {{wanted}}. Отправьте снова.',
  'packets.error.form-without-file': 'В форме нет файла. Для curl: -F file=@capture.pcap',
  'packets.error.form-many-files':
    'В форме больше одного файла. Ничего не сохранено: отправьте каждый файл отдельным запросом.',
  'packets.error.not-settled': 'Захват ещё принимается или разбирается. Подождите или сначала отмените это.',
  'packets.error.not-cancellable': 'Отменять нечего: разбор закончен.',
  'packets.error.file-gone': 'Файла {{file}} больше нет. Отчёт остаётся.',
  'packets.error.file-unreadable': 'Файл {{file}} не читается: {{reason}}. Проверьте права.',
  'packets.error.file-changed':
    'Файл {{file}} изменился после разбора: пакеты в нём могут быть уже другими. Разберите захват заново.',
  'packets.error.not-a-file': '{{file}} — не обычный файл: каналы, устройства и папки не открываются.',
  'packets.error.unpacks-too-large':
    'Захват распаковывается больше чем в {{limitBytes, bytes}}: это может быть архивная бомба. Распакуйте его сами или поднимите packets.maxUnpackedBytes.',
  'packets.error.filter-syntax':
    'Фильтр не читается с позиции {{column}}: {{found}}. Условие — это поле или поле со значением: tcp.port == 443 and ip.addr == 10.0.0.0/8',
  'packets.error.filter-field':
    'Поля {{found}} нет (позиция {{column}}). Имена те же, что в Wireshark: ip.addr, tcp.port, dns.qry.name',
  'packets.error.filter-field-near':
    'Поля {{found}} нет (позиция {{column}}). Возможно, имелось в виду {{suggestion}}?',
  'packets.error.filter-value': '{{found}} — не значение для {{field}}: нужен тип {{type}} (позиция {{column}}).',
  'packets.error.filter-use': '{{field}} так использовать нельзя (позиция {{column}}, {{found}}).',
  'packets.error.filter-expression':
    '{{found}} — не регулярное выражение из тех, что здесь принимаются (позиция {{column}}). Обратных ссылок и просмотра вперёд и назад нет, чтобы ни одно не работало бесконечно.',
  'packets.error.filter-too-large': 'Фильтр слишком велик или вложен слишком глубоко (позиция {{column}}).',
  'packets.error.filter-payload':
    'Этот фильтр спрашивает о содержимом пакетов, а вам видны только заголовки. Отбирайте по адресам, портам, флагам и протоколам или обратитесь к администратору.',
  'packets.error.packet-unknown': 'В этой записи нет пакета {{number}}.',
  'packets.error.no-conversation': 'Пакет {{number}} не относится ни к одному разговору по TCP или UDP.',
  'packets.error.browse-busy': 'Сейчас просматривают {{most}} записи, больше открыть нельзя. Попробуйте через минуту.',
  'packets.error.output-unwritable':
    'Файл {{file}} не записать: {{reason}}. Проверьте права и место на диске или назовите другой файл.',
  'packets.error.folder-named': '{{file}} — папка. Назовите файл в ней.',
  'packets.plain.exported': 'Записано пакетов: {{kept, number}} из {{count, number}}, файл {{file}}.',
  'packets.error.payload-forbidden':
    'Чтобы видеть содержимое пакетов, нужна роль {{role}}. Обратитесь к администратору.',
  'packets.error.folder-unknown': 'Папки {{folder}}, которую можно открыть, нет.',
  'packets.error.path-outside': '{{path}} ведёт за пределы папки. Открыть можно только то, что внутри.',
  'packets.error.path-unknown': 'Файла {{path}} нет.',
  'packets.error.site-unknown': 'Машины {{site}}, с которой получают захваты, нет.',
  'packets.error.site-unreachable': '{{host}} не отвечает: {{reason}}. Проверьте адрес, порт и межсетевой экран.',
  'packets.error.site-refused': '{{host}} не пускает {{user}}: {{reason}}. Проверьте пароль или ключ.',
  'packets.error.fetch-changed':
    'Файл {{path}} изменился, пока его получали: его части не подошли бы друг к другу. Получите его ещё раз.',
  'packets.error.fetch-cut':
    'Получение {{path}} оборвалось после {{doneBytes, bytes}}: {{reason}}. Попробуйте ещё раз.',
  'packets.error.host-key-changed':
    '{{host}} предъявляет ключ {{found}}, а не {{wanted}}. Возможно, кто-то стоит посередине. Если машину поставили заново, уберите её здесь и добавьте снова.',
  'packets.error.analysis-stalled': 'Разбор молчал {{stallMs, milliseconds}} и был остановлен.',
  'packets.error.bus-missing': 'Работнику нужен адрес сервера NATS: задайте NATS_ADDR или NATS_SERVER_URL.',
  'packets.error.secret-missing': 'Укажите пароль или закрытый ключ.',

  'packets.setting.folder': 'Папка с захватами; пусто — packets в папке данных',
  'packets.setting.folders': 'Папки, захваты из которых можно открывать на месте',
  'packets.setting.maxFileBytes': 'Наибольший принимаемый захват; 0 — без предела',
  'packets.setting.maxUnpackedBytes': 'До скольких байтов может распаковаться сжатый захват',
  'packets.setting.retentionDays': 'Через сколько дней захваты удаляются; 0 — никогда',
  'packets.setting.uploadHours': 'Через сколько часов оборванная передача забывается',
  'packets.setting.threads': 'Сколько захватов разбирать сразу; 0 — по одному на ядро, кроме одного',
  'packets.setting.attempts': 'Сколько попыток до недоставленного',
  'packets.setting.fetchRetrySeconds': 'Сколько секунд пробовать восстановить оборванную связь с машиной',
  'packets.setting.stallSeconds': 'После скольких секунд молчания разбор начинается заново',
  'packets.setting.payloadRole': 'Наименьшая роль, которой видно содержимое пакетов',

  'packets.metric.uploads': 'Принятые захваты',
  'packets.metric.received': 'Принятые байты',
  'packets.metric.packets': 'Разобранные пакеты',
  'packets.metric.analysed': 'Разобранные байты',
  'packets.metric.stage': 'Время на этапе',
  'packets.metric.queue.depth': 'Задания в очереди',
  'packets.metric.queue.age': 'Дольше всего в очереди',
  'packets.metric.outcomes': 'Законченные разборы',

  'packets.state.arriving': 'принимается',
  'packets.state.waiting': 'ждёт',
  'packets.state.analysing': 'разбирается',
  'packets.state.done': 'готов',
  'packets.state.failed': 'не удался',
  'packets.state.cancelled': 'отменён',

  'packets.plain.progress': 'прочитано {{doneBytes, bytes}}, пакетов {{count, number}}, {{speed, bytes}}/с',
  'packets.plain.not-a-capture': '{{name}}: не захват. Читаются pcap и pcapng, в том числе сжатые gzip или zstd.',
  'packets.plain.file': '{{name}}: {{format}}, {{sizeBytes, bytes}}',
  'packets.plain.keys': 'Ключи TLS в файле для соединений: {{sessions, number}}; расшифровано ими: {{opened, number}}',
  'packets.plain.packets_one': '{{count, number}} пакет, {{bytes, bytes}} на линии',
  'packets.plain.packets_few': '{{count, number}} пакета, {{bytes, bytes}} на линии',
  'packets.plain.packets_many': '{{count, number}} пакетов, {{bytes, bytes}} на линии',
  'packets.plain.packets_other': '{{count, number}} пакета, {{bytes, bytes}} на линии',
  'packets.plain.stopped': 'Остановлено после {{sizeBytes, bytes}}: того, что дальше в файле, в этом отчёте нет',
  'packets.plain.export-stopped': 'Остановлено: в {{file}} ничего не записано.',
  'packets.plain.times': 'С {{fromMs, date}}, {{fromMs, clock}}, длительность {{lastingMs, milliseconds}}',
  'packets.plain.count.ipv4_one': '{{count, number}} адрес IPv4',
  'packets.plain.count.ipv4_few': '{{count, number}} адреса IPv4',
  'packets.plain.count.ipv4_many': '{{count, number}} адресов IPv4',
  'packets.plain.count.ipv4_other': '{{count, number}} адреса IPv4',
  'packets.plain.count.ipv6_one': '{{count, number}} адрес IPv6',
  'packets.plain.count.ipv6_few': '{{count, number}} адреса IPv6',
  'packets.plain.count.ipv6_many': '{{count, number}} адресов IPv6',
  'packets.plain.count.ipv6_other': '{{count, number}} адреса IPv6',
  'packets.plain.count.tcp_one': '{{count, number}} беседа TCP',
  'packets.plain.count.tcp_few': '{{count, number}} беседы TCP',
  'packets.plain.count.tcp_many': '{{count, number}} бесед TCP',
  'packets.plain.count.tcp_other': '{{count, number}} беседы TCP',
  'packets.plain.count.udp_one': '{{count, number}} беседа UDP',
  'packets.plain.count.udp_few': '{{count, number}} беседы UDP',
  'packets.plain.count.udp_many': '{{count, number}} бесед UDP',
  'packets.plain.count.udp_other': '{{count, number}} беседы UDP',
  'packets.plain.empty': 'Пакетов нет',
  'packets.plain.unknown-link_one':
    '{{count, number}} пакет канального типа {{linkType}} (номер LINKTYPE_), который здесь не разбирается',
  'packets.plain.unknown-link_few':
    '{{count, number}} пакета канального типа {{linkType}} (номер LINKTYPE_), который здесь не разбирается',
  'packets.plain.unknown-link_many':
    '{{count, number}} пакетов канального типа {{linkType}} (номер LINKTYPE_), который здесь не разбирается',
  'packets.plain.unknown-link_other':
    '{{count, number}} пакета канального типа {{linkType}} (номер LINKTYPE_), который здесь не разбирается',
  'packets.plain.nothing-read': 'Содержимое пакетов прочитать не удалось',
  'packets.plain.protocols': 'Протоколы по кадрам: {{list}}',
  'packets.plain.protocols-more_one': 'Протоколы по кадрам: {{list}} и ещё {{count, number}}',
  'packets.plain.protocols-more_few': 'Протоколы по кадрам: {{list}} и ещё {{count, number}}',
  'packets.plain.protocols-more_many': 'Протоколы по кадрам: {{list}} и ещё {{count, number}}',
  'packets.plain.protocols-more_other': 'Протоколы по кадрам: {{list}} и ещё {{count, number}}',
  'packets.plain.top': 'Больше всего байтов:',
  'packets.plain.conversation_one': '{{protocol}} {{a}} ↔ {{b}}: {{bytes, bytes}}, {{count, number}} пакет',
  'packets.plain.conversation_few': '{{protocol}} {{a}} ↔ {{b}}: {{bytes, bytes}}, {{count, number}} пакета',
  'packets.plain.conversation_many': '{{protocol}} {{a}} ↔ {{b}}: {{bytes, bytes}}, {{count, number}} пакетов',
  'packets.plain.conversation_other': '{{protocol}} {{a}} ↔ {{b}}: {{bytes, bytes}}, {{count, number}} пакета',
  'packets.plain.malformed_one': '{{count, number}} пакет противоречит своим заголовкам',
  'packets.plain.malformed_few': '{{count, number}} пакета противоречат своим заголовкам',
  'packets.plain.malformed_many': '{{count, number}} пакетов противоречат своим заголовкам',
  'packets.plain.malformed_other': '{{count, number}} пакета противоречат своим заголовкам',
  'packets.plain.truncated_one': '{{count, number}} пакет захвачен не целиком',
  'packets.plain.truncated_few': '{{count, number}} пакета захвачены не целиком',
  'packets.plain.truncated_many': '{{count, number}} пакетов захвачены не целиком',
  'packets.plain.truncated_other': '{{count, number}} пакета захвачены не целиком',
  'packets.plain.problem': 'Файл повреждён на байте {{at, number}} ({{code}}); всё до этого прочитано',

  'packets.plain.count.addresses_one': '{{count, number}} адрес',
  'packets.plain.count.addresses_few': '{{count, number}} адреса',
  'packets.plain.count.addresses_many': '{{count, number}} адресов',
  'packets.plain.count.addresses_other': '{{count, number}} адреса',
  'packets.plain.count.connections_one': '{{count, number}} соединение',
  'packets.plain.count.connections_few': '{{count, number}} соединения',
  'packets.plain.count.connections_many': '{{count, number}} соединений',
  'packets.plain.count.connections_other': '{{count, number}} соединения',
  'packets.plain.count.times_one': '{{count, number}} раз',
  'packets.plain.count.times_few': '{{count, number}} раза',
  'packets.plain.count.times_many': '{{count, number}} раз',
  'packets.plain.count.times_other': '{{count, number}} раза',

  'packets.reason.attempts_one': 'Разбор начинали {{count, number}} раз, и он кончился без результата.',
  'packets.reason.attempts_few': 'Разбор начинали {{count, number}} раза, и каждый раз он кончался без результата.',
  'packets.reason.attempts_many': 'Разбор начинали {{count, number}} раз, и каждый раз он кончался без результата.',
  'packets.reason.attempts_other': 'Разбор начинали {{count, number}} раза, и каждый раз он кончался без результата.',
  'packets.reason.version':
    'По NATS пришло сообщение версии {{version}}; эта консоль читает версию {{known}}. Консоль и работники должны быть одной версии.',
  'packets.reason.fetch-stopped': 'Консоль остановилась, пока захват получали. Попробуйте ещё раз.',
  'packets.line.closed': 'соединение закрыто',
  'packets.line.no-answer': 'нет ответа',
  'packets.line.refused': 'отказ в соединении',
  'packets.line.no-way': 'машина недоступна',
  'packets.line.name-unknown': 'имя не найдено',
  'packets.line.not-let-in': 'машина не впускает',
  'packets.line.other': '{{reason}}',
  'packets.reason.unreadable': 'По NATS пришло сообщение, которое никто не может прочесть.',
  'packets.reason.failed': 'Разбор не удался: {{reason}}',

  'packets.action.upload': 'прислал(а) захват {{target}}',
  'packets.action.open': 'открыл(а) захват {{target}}',
  'packets.action.site-add': 'добавил(а) машину {{target}}',
  'packets.action.site-delete': 'убрал(а) машину {{target}}',
  'packets.action.change': 'изменил(а) захват {{target}}',
  'packets.action.delete': 'удалил(а) захват {{target}}',
  'packets.action.analyse': 'отправил(а) захват {{target}} на новый разбор',
  'packets.action.cancel': 'отменил(а) разбор: {{target}}',
  'packets.action.note': 'оставил(а) заметку к захвату {{target}}',
  'packets.action.note-delete': 'удалил(а) заметку захвата {{target}}',
  'packets.action.payload': 'смотрел(а) содержимое пакетов: {{target}}',
  'packets.action.retry': 'повторил(а) разбор: {{target}}',
  'packets.action.discard': 'убрал(а) недоставленное: {{target}}',

  'packets.plain.summarised':
    'Потоков больше, чем хранится: пакетов {{packets, number}} ({{bytes, bytes}}) — только в суммах, сегментов TCP {{segments, number}} сосчитано, но не прослежено',
  'packets.plain.severity.danger': 'опасно',
  'packets.plain.severity.caution': 'внимание',
  'packets.plain.severity.info': 'заметка',
  'packets.finding.port-scan.title': '{{from}} пробует двери {{to}}: портов {{ports, number}}',
  'packets.finding.port-scan.why':
    'Одна машина просила соединения со многими портами другой и почти ничего не сказала. Так ищут открытые службы; открытых было {{open, number}}.',
  'packets.finding.port-scan.next':
    'Если это не ваша проверка, узнайте, кто пользуется {{from}}, и закройте на {{to}} лишнее.',
  'packets.finding.port-sweep.title': '{{from}} спрашивает порт {{port}} у многих машин: {{machines, number}}',
  'packets.finding.port-sweep.why':
    'Одна машина пробовала один порт на многих. Так делают черви и те, кто ищет одну уязвимость; ответили {{open}}. Если ответили почти все, чаще это измерение или мониторинг.',
  'packets.finding.port-sweep.next': 'Посмотрите, что работает на {{from}} и кто ответил.',
  'packets.finding.syn-flood.title':
    '{{to}}, порт {{port}}, заваливают запросами соединений: {{count, number}} за {{seconds}} с',
  'packets.finding.syn-flood.why':
    'Соединения просят, но не устанавливают; адресов-источников: {{sources}}. Каждое занимает место в очереди сервера, пока он не сдастся.',
  'packets.finding.syn-flood.next': 'Включите SYN cookies и закройте источники на межсетевом экране или у провайдера.',
  'packets.finding.unanswered-syns.title': 'На {{to}}, порт {{port}}, никто не отвечает',
  'packets.finding.unanswered-syns.why':
    'Соединений просили: {{count, number}}, адресов-источников: {{sources}}; не было даже отказа. Их отбрасывает межсетевой экран, или машина выключена.',
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
    'В одной сети отвечают два сервера DHCP, и по-разному. Чужой отправляет машины к своему шлюзу и серверу имён.',
  'packets.finding.rogue-dhcp.next':
    'Если {{server}} вам незнаком, отключите его и обновите адреса тех, кто спрашивал.',
  'packets.finding.dns-tunnel.title':
    'Имена в {{zone}} несут данные: их {{names, number}}, знаков в среднем {{letters, number}}',
  'packets.finding.dns-tunnel.why':
    'Длинные имена, которые не спрашивают дважды, например {{example}}, — так выводят данные через сервер имён, когда остальное закрыто.',
  'packets.finding.dns-tunnel.next':
    'Посмотрите, какие машины спрашивают {{zone}} и что там работает. Так делают и некоторые антивирусы.',
  'packets.finding.nxdomain-storm.title': '{{from}} спрашивает имена, которых нет: {{count, number}}',
  'packets.finding.nxdomain-storm.why':
    'Столько ответов из {{responses, number}} — «нет такого имени». Так вредоносная программа угадывает имя хозяина, и так бывает при неверном домене поиска.',
  'packets.finding.nxdomain-storm.next':
    'Посмотрите на имена: случайные буквы — вредоносная программа, двойной домен — настройка.',
  'packets.finding.cleartext-login.title': 'Пароль идёт открыто: {{protocol}} к {{to}}',
  'packets.finding.cleartext-login.why':
    'Его может прочитать любой по пути. Отправлен раз: {{count, number}}, пользователь «{{user}}». Сам пароль здесь не хранится.',
  'packets.finding.cleartext-login.next': 'Включите шифрование этой службы, потом смените пароль.',
  'packets.finding.weak-tls-version.title': '{{version}} ещё в ходу: соединений {{count, number}}',
  'packets.finding.weak-tls-version.why': 'Его защита взломана, браузеры его не принимают.',
  'packets.finding.weak-tls-version.next': 'Оставьте на сервере только TLS 1.2 и 1.3; найдите тех, кто просит меньше.',
  'packets.finding.weak-tls-cipher.title':
    'Слишком слабое шифрование: {{weakness}} ({{cipher}}), соединений {{count, number}}',
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
    'Соединений {{count, number}} с ровным шагом: это программа, не человек. Так делают мониторинг и обновления, но и вредоносная программа в ожидании команд.',
  'packets.finding.beaconing.next': 'Найдите программу на {{from}} и узнайте, чей {{to}}.',
  'packets.finding.bulk-upload.title': '{{from}} отправляет {{sentBytes, bytes}} на {{to}}',
  'packets.finding.bulk-upload.why':
    'Уходит намного больше, чем приходит ({{receivedBytes, bytes}}). Так выглядят резервные копии и кража данных.',
  'packets.finding.bulk-upload.next': 'Проверьте, нужна ли эта передача.',
  'packets.finding.retransmission-storm.title':
    'Теряется то, что {{from}} шлёт на {{to}}: повторов {{resent, number}}, {{percent}} %',
  'packets.finding.retransmission-storm.why':
    'Столько сегментов из {{segments, number}} пришлось повторить, соединений {{connections}}. Потери между местом записи и {{to}}, или до него, если первых копий здесь нет.',
  'packets.finding.retransmission-storm.next': 'Ищите на этом пути полный канал, плохой кабель или разный дуплекс.',
  'packets.finding.slow-server.title': '{{to}}, порт {{port}}, отвечает медленно: до {{slowestMs, milliseconds}}',
  'packets.finding.slow-server.why':
    'Установка соединения заняла не больше {{handshakeMs, milliseconds}}, сеть быстрая: время тратит сам сервер, соединений {{count, number}}.',
  'packets.finding.slow-server.next': 'Посмотрите на нагрузку сервера и на то, чего он ждёт.',
  'packets.finding.slow-network.title':
    'Путь к {{to}}, порт {{port}}, медленный: {{handshakeMs, milliseconds}} на установку',
  'packets.finding.slow-network.why':
    'На установку система отвечает сразу, значит время теряется в пути, соединений {{count, number}}. Самый долгий ответ — {{slowestMs, milliseconds}}.',
  'packets.finding.slow-network.next': 'Посмотрите на каналы по пути. Если далеко — это расстояние.',
  'packets.finding.path-mtu.title': 'Пакеты к {{to}} слишком велики: проходит {{mtu}} байт',
  'packets.finding.path-mtu.why':
    'Маршрутизатор сказал об этом раз: {{count, number}}. Обычно отправители подстраиваются сами.',
  'packets.finding.path-mtu.next': 'Если соединения зависают, пропустите эти сообщения ICMP или уменьшите MSS.',
  'packets.finding.mtu-black-hole.title': 'Большие пакеты от {{from}} не доходят до {{to}}',
  'packets.finding.mtu-black-hole.why':
    'Соединение установлено, но {{bytes, bytes}} повторялись (раз: {{resent}}) без подтверждения. Что-то по пути молча отбрасывает большие пакеты.',
  'packets.finding.mtu-black-hole.next':
    'Пропустите ICMP «пакет слишком велик» или уменьшите MTU (это нужно VPN и PPPoE).',
}
