export const ru = {
  'packets.error.capture-unknown': 'Захвата {{id}} нет. Его удалили, или вышел срок хранения.',
  'packets.error.note-unknown': 'У этого захвата нет заметки {{id}}.',
  'packets.error.job-unknown': 'В очереди нет задания {{id}}.',
  'packets.error.report-missing': 'Отчёта об этом захвате пока нет. Он пишется во время разбора.',
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
  'packets.error.not-settled': 'Захват ещё принимается или разбирается. Подождите или сначала отмените это.',
  'packets.error.not-cancellable': 'Отменять нечего: разбор закончен.',
  'packets.error.file-gone': 'Файла {{file}} больше нет. Отчёт остаётся.',
  'packets.error.file-changed': 'Файл {{file}} изменился после открытия. Откройте его заново.',
  'packets.error.file-unreadable': 'Файл {{file}} не читается: {{reason}}. Проверьте права.',
  'packets.error.unpacks-too-large':
    'Захват распаковывается больше чем в {{limitBytes, bytes}}: это может быть архивная бомба. Распакуйте его сами или поднимите packets.maxUnpackedBytes.',
  'packets.error.compression-damaged': 'Захват не распаковывается: {{reason}}.',
  'packets.error.payload-forbidden':
    'Чтобы видеть содержимое пакетов, нужна роль {{role}}. Обратитесь к администратору.',
  'packets.error.folder-unknown': 'Папки {{folder}} нет. Разрешённые папки перечисляет настройка packets.folders.',
  'packets.error.path-outside': '{{path}} ведёт за пределы папки. Открыть можно только то, что внутри.',
  'packets.error.path-unknown': 'Файла {{path}} нет.',
  'packets.error.site-unknown': 'Площадки {{site}} нет.',
  'packets.error.site-unreachable': '{{host}} не отвечает: {{reason}}. Проверьте адрес, порт и межсетевой экран.',
  'packets.error.site-refused': '{{host}} не пускает {{user}}: {{reason}}. Проверьте пароль или ключ.',
  'packets.error.host-key-changed':
    '{{host}} предъявляет ключ {{found}}, а не {{wanted}}. Возможно, кто-то стоит посередине. Если машину поставили заново, удалите площадку и добавьте её снова.',
  'packets.error.secret-missing': 'Укажите пароль или закрытый ключ.',

  'packets.setting.folder': 'Папка с захватами; пусто — packets в папке данных',
  'packets.setting.maxFileBytes': 'Наибольший принимаемый захват; 0 — без предела',
  'packets.setting.maxUnpackedBytes': 'До скольких байтов может распаковаться сжатый захват',
  'packets.setting.folders': 'Папки, захваты из которых можно открыть на месте',
  'packets.setting.retentionDays': 'Через сколько дней захваты удаляются; 0 — никогда',
  'packets.setting.uploadHours': 'Через сколько часов оборванная передача забывается',
  'packets.setting.threads': 'Сколько захватов разбирать сразу; 0 — по одному на ядро, кроме одного',
  'packets.setting.attempts': 'Сколько попыток до недоставленного',
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

  'packets.page.none': 'Захватов пока нет.',
  'packets.page.none-next': 'Отправьте один: curl -X POST -T capture.pcap {{url}}',
  'packets.page.name': 'Захват',
  'packets.page.state': 'Состояние',
  'packets.page.size': 'Размер',
  'packets.page.added': 'Добавлен',
  'packets.page.by': 'Кем',
  'packets.state.arriving': 'принимается',
  'packets.state.waiting': 'ждёт',
  'packets.state.analysing': 'разбирается',
  'packets.state.done': 'готов',
  'packets.state.failed': 'не удался',
  'packets.state.cancelled': 'отменён',
}
