/** What the rules say. */
export const riskWords = {
  'processes.risk.running-as-root.title': 'Работает от имени {{user}}',
  'processes.risk.running-as-root.expected': 'Системная программа, которой для работы нужны полные права.',
  'processes.risk.running-as-root.other':
    'Ей разрешено всё. Кто захватит её, захватит и машину: лучше запускать её от отдельного пользователя.',
  'processes.risk.public-port.title': 'Порт {{port}} открыт для сети',
  'processes.risk.public-port.usual':
    'Порт {{port}} занимает обычная для него программа. С других машин он доступен по адресу {{address}}: проверьте, что так и задумано.',
  'processes.risk.public-port.unusual':
    '{{name}} обычно не занимает порт {{port}}. Сначала выясните, кто и зачем её запустил.',
  'processes.risk.public-port.control':
    'Кто достучится до порта {{port}}, прочтёт данные или получит управление: без отдельной настройки эта служба не шифрует и не спрашивает, кто пришёл. Откройте её только на 127.0.0.1 или закройте брандмауэром.',
  'processes.risk.system-port.title': 'Системный порт {{port}} открыт для сети',
  'processes.risk.system-port.known':
    'Порты ниже 1024 раздаёт только система. Программа {{name}} известна, но назначение порта {{port}} нам неизвестно.',
  'processes.risk.system-port.unknown':
    'Порт {{port}} занимает неизвестная программа, а открыть порт ниже 1024 можно только с полными правами. Выясните, что это.',
  'processes.risk.high-memory-usage.title': 'Занимает {{percent, percent}} памяти',
  'processes.risk.high-memory-usage.high':
    'Она занимает {{bytes, bytes}}. Для базы данных или JVM это может быть нормально; показываем, чтобы было видно, у кого память.',
  'processes.risk.suspicious-path.title': 'Запущена из необычного места',
  'processes.risk.suspicious-path.temporary':
    '{{path}} лежит в папке, куда может писать любой и куда ничего не устанавливают. Оттуда запускают свои программы взломщики.',
  'processes.risk.suspicious-path.hidden':
    '{{path}} лежит в скрытой папке, которую не создаёт ни один известный установщик.',
  'processes.risk.suspicious-path.home':
    '{{path}} лежит там, где люди и службы держат свои программы, и подменить файл может не только её пользователь.',
  'processes.risk.suspicious-path.elsewhere': '{{path}} лежит вне папок, куда устанавливают программы.',
  'processes.risk.suspicious-path.vedette':
    'Это сам Vedette, запущенный из {{path}}: кто-то начал прямо из клона. Чтобы пользоваться им постоянно, установите его туда, куда другие писать не могут.',
  'processes.risk.deleted-executable.title': 'Файл программы удалён',
  'processes.risk.deleted-executable.sealed':
    'Она выполняет запечатанную копию себя в памяти: контейнерные движки делают так намеренно.',
  'processes.risk.deleted-executable.memory':
    'Она выполняется из памяти и файлом на диске не была. Честные программы так почти не делают.',
  'processes.risk.deleted-executable.temporary':
    '{{path}} запустили из временной папки, а потом удалили. Так прячут следы взломщики.',
  'processes.risk.deleted-executable.replaced':
    'Файл {{path}} обновлён, но работает ещё старый. Перезапустите программу.',
  'processes.risk.deleted-executable.removed':
    'Файл {{path}} удалён, а программа ещё работает. Возможно, её пакет удалили.',
  'processes.risk.deleted-executable.gone':
    'Файла {{path}} больше нет, а программа работает: по файлу её уже не проверить.',
  'processes.risk.name-mimicry.title': 'Имя подражает «{{model}}»',
  'processes.risk.name-mimicry.kernel':
    '{{name}} называет себя потоком ядра, но это обычная программа. Так делают только те, кто прячется.',
  'processes.risk.name-mimicry.place':
    '{{name}} носит имя системной программы, но запущена не оттуда, где та установлена.',
  'processes.risk.name-mimicry.spelling':
    '{{name}} отличается от {{model}} одной незаметной буквой, и ни один пакет её не приносил.',
  'processes.risk.unpackaged-binary.title': 'Не принадлежит ни одному пакету',
  'processes.risk.unpackaged-binary.strange':
    '{{path}} лежит там, куда файлы кладут только пакеты, но ни в одном пакете его нет. Его положили вручную.',
  'processes.risk.unpackaged-binary.own': '{{path}} установлен без пакета, поэтому сам обновляться не будет.',
  'processes.risk.writable-by-others.title': 'Её файл могут подменить другие',
  'processes.risk.writable-by-others.file':
    'Любой на этой машине может изменить {{path}} и решить, что здесь будет работать.',
  'processes.risk.writable-by-others.folder':
    'Любой может подложить другой файл вместо {{path}}: одна из папок на пути открыта всем.',
  'processes.risk.writable-by-others.owner':
    'Она работает от root, а {{path}} принадлежит другому пользователю: он может изменить то, что запускает root.',
  'processes.risk.extra-capabilities.title': 'Имеет особые права',
  'processes.risk.extra-capabilities.expected': 'Системная программа с нужными ей правами: {{names}}.',
  'processes.risk.extra-capabilities.some': 'Ей разрешено больше, чем её пользователю: {{names}}.',
  'processes.risk.extra-capabilities.powerful': 'С такими правами это почти root: {{names}}.',
  'processes.risk.extra-capabilities.container': 'С такими правами из контейнера можно выйти: {{names}}.',
  'processes.risk.dials-out.title': 'Связывается с {{address}}',
  'processes.risk.dials-out.mining':
    'Она связывается с {{address}} по порту {{port}}: им пользуются майнинг-пулы. Возможно, на вашем электричестве зарабатывают.',
  'processes.risk.dials-out.tor':
    'Она связывается с {{address}} по порту {{port}}: им пользуется сеть Tor, скрывающая, кто с кем говорит.',
  'processes.risk.dials-out.control':
    'Она связывается с {{address}} по порту {{port}}: его по умолчанию используют средства удалённого управления взломщиков.',
  'processes.risk.dials-out.unknown':
    'Неизвестная программа связывается с {{address}} (порт {{port}}) за пределами этой сети. Проверьте, зачем она.',
  'processes.evidence.user': 'пользователь',
  'processes.evidence.memory': 'память',
  'processes.evidence.listens': 'слушает',
  'processes.evidence.usual-owners': 'обычно занимают',
  'processes.evidence.path': 'файл',
  'processes.evidence.name': 'имя',
  'processes.evidence.permissions': 'кто может изменить',
  'processes.evidence.capabilities': 'права',
  'processes.evidence.talks': 'связь с',
  'processes.evidence.pid': 'процесс',
  'processes.rule.public-port.title': '{{name}} открывает порт {{port}} для сети',
  'processes.rule.public-port.why':
    'С других машин он доступен по адресу {{address}}, и либо порт занят необычной программой, либо служба никак не защищена.',
  'processes.rule.public-port.next': 'Посмотреть процесс',
  'processes.rule.system-port.title': 'Неизвестная программа {{name}} открывает системный порт {{port}}',
  'processes.rule.system-port.why':
    'Открыть порт ниже 1024 можно только с полными правами, а об этой программе ничего не известно.',
  'processes.rule.system-port.next': 'Посмотреть процесс',
  'processes.rule.suspicious-path.title': '{{name}} запущена из {{path}}',
  'processes.rule.suspicious-path.why':
    'Во временные и скрытые папки программы не устанавливают; оттуда запускают свои взломщики.',
  'processes.rule.suspicious-path.next': 'Посмотреть процесс',
  'processes.rule.deleted-executable.title': '{{name}} работает из удалённого файла',
  'processes.rule.deleted-executable.why':
    'Файла {{path}} не было на диске, или его удалили из временной папки: так делают программы, которые прячутся.',
  'processes.rule.deleted-executable.next': 'Посмотреть процесс',
  'processes.rule.name-mimicry.title': '{{name}} выдаёт себя за {{model}}',
  'processes.rule.name-mimicry.why': 'Имя выбрано так, чтобы его не заметили, а программа — не та, чьё это имя.',
  'processes.rule.name-mimicry.next': 'Посмотреть процесс',
  'processes.rule.writable-by-others.title': 'Программу {{name}} может подменить любой',
  'processes.rule.writable-by-others.why':
    '{{path}} или папку на пути к нему может изменить любой пользователь этой машины.',
  'processes.rule.writable-by-others.next': 'Посмотреть процесс',
  'processes.rule.extra-capabilities.title': 'Неизвестная программа {{name}} имеет права root',
  'processes.rule.extra-capabilities.why': 'Не будучи root, она получила права {{names}}, и о ней ничего не известно.',
  'processes.rule.extra-capabilities.next': 'Посмотреть процесс',
  'processes.rule.dials-out.title': '{{name}} связывается с {{address}}, порт {{port}}',
  'processes.rule.dials-out.why':
    'Там отвечают майнинг-пулы, сеть Tor или средства удалённого управления, а об этой программе ничего не известно.',
  'processes.rule.dials-out.next': 'Посмотреть процесс',
  'processes.port-why.web':
    'Веб-страницы и API: к ним и должны обращаться, поэтому обновляйте службу и держите за TLS.',
  'processes.port-why.database': 'База данных: доступ нужен только её приложениям.',
  'processes.port-why.plain-database':
    'Данные без защиты: с настройками по умолчанию впускает любого или передаёт всё открытым текстом.',
  'processes.port-why.remote': 'Вход для администраторов: ограничьте, откуда к нему обращаются, и пользуйтесь ключами.',
  'processes.port-why.plain-remote': 'Удалённое управление без шифрования или без пароля: кто достучался, тот внутри.',
  'processes.port-why.debug': 'Отладчик: выполняет всё, что ему пришлют.',
  'processes.port-why.files': 'Раздаёт файлы: проверьте, какие и кому.',
  'processes.port-why.mail': 'Почта: открытый для всех сервер быстро начнёт рассылать спам.',
  'processes.port-why.naming': 'Имена и адреса: открытая для всех служба помогает атаковать других.',
  'processes.port-why.network': 'Служебный обмен между машинами; его место — внутри вашей сети.',
  'processes.port-why.monitoring': 'Показатели и журналы этой машины: полезны и взломщику.',
  'processes.port-why.queue': 'Сообщения между программами: кто достучался, может читать и отправлять их.',
  'processes.port-why.proxy': 'Передаёт чужой трафик: если открыт для всех, другие выходят в сеть от вашего имени.',
  'processes.port-why.vpn': 'Вход в сеть для тех, у кого есть ключ.',
  'processes.port-why.directory': 'Учётные записи и пароли: место этой службы — внутри сети.',
  'processes.port-why.printing': 'Принтеры: из других сетей нужны редко.',
  'processes.port-why.voice': 'Звонки, чаты или видео: обновляйте и следите за незнакомцами.',
} as const
