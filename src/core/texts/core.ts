export const coreTexts = {
  en: {
    'core.error.setting-unknown': '{{where}}: unknown setting “{{name}}”. {{hint}}',
    'core.error.setting-invalid': '{{where}}: setting “{{name}}” should be {{expected}}, but it is {{value}}.',
    'core.error.settings-unreadable': 'The settings file {{file}} cannot be read: {{reason}}.',
    'core.error.data-unwritable':
      'The data folder {{dir}} cannot be written: {{reason}}. Give its owner write permission, or choose another with --data DIR.',
    'core.error.data-not-a-folder': '{{dir}} is not a folder. Choose one for the data with --data DIR.',
    'core.error.already-running':
      'Another Vedette (process {{pid}}, started {{started}}, {{address}}) already uses the data folder {{dir}}. Stop it first, or choose another folder with --data DIR.',
    'core.error.thread-timeout': 'This took longer than {{timeoutMs, milliseconds}} and was stopped.',
    'core.error.thread-failed': 'A worker failed: {{reason}}',
    'core.error.threads-busy': 'Too many searches and long tasks are under way. Try again in a moment.',
    'core.error.secret-unreadable':
      'The stored secret “{{name}}” cannot be opened with the present key. Put the old secrets.key back into the data folder, or enter the secret again.',
    'core.error.secrets-key-invalid':
      'The key in {{where}} is not usable: it should be 32 bytes in base64. Restore it from your backup; a new key cannot open old secrets.',
    'core.error.topic-unknown': 'There is no such live topic.',
    'core.error.topics-too-many': 'One page may follow at most 200 live topics.',
    'core.error.command-unknown': 'There is no command “{{name}}”. See vedette --help.',
    'core.error.command-words': 'This is used as: vedette {{usage}}. See vedette {{command}} --help.',
    'core.error.output-unwritable':
      'Standard output cannot be written: {{reason}}. What was said is not whole. Make room, or send it elsewhere.',
    'core.error.option-unknown': 'There is no option {{option}}. See vedette {{command}} --help.',
    'core.error.option-value-missing':
      '{{option}} needs a value; one that begins with - is written {{option}}=-…. See vedette {{command}} --help.',
    'core.error.option-takes-none': '{{option}} takes no value. See vedette {{command}} --help.',
    'core.error.option-invalid': '{{option}} takes {{wanted}}, not “{{value}}”. See vedette {{command}} --help.',
    'core.ui.ready': 'Vedette is ready: {{url}}',
    'core.ui.sign-in-link': 'First sign-in, once: {{link}}',
    'core.ui.reach-by-ssh': 'From your own machine: {{command}}',
    'core.ui.stop-hint': 'Ctrl-C stops it.',
    'core.ui.stopped': 'Vedette has stopped.',
    'core.ui.restored': 'Restored {{rows}} rows of {{tables}} tables into {{dir}}.',
    'core.ui.restored-unreadable': 'Cannot be read without its key: {{what}}',
  },
  ko: {
    'core.error.setting-unknown': '{{where}}: “{{name}}”은(는) 알 수 없는 설정입니다. {{hint}}',
    'core.error.setting-invalid': '{{where}}: 설정 “{{name}}”의 값은 {{expected}}이어야 하는데 지금은 {{value}}입니다.',
    'core.error.settings-unreadable': '설정 파일 {{file}}을(를) 읽을 수 없습니다: {{reason}}.',
    'core.error.data-unwritable':
      '데이터 폴더 {{dir}}에 쓸 수 없습니다: {{reason}}. 폴더 소유자에게 쓰기 권한을 주거나 --data DIR로 다른 폴더를 고르십시오.',
    'core.error.data-not-a-folder': '{{dir}}은(는) 폴더가 아닙니다. --data DIR로 데이터 폴더를 고르십시오.',
    'core.error.already-running':
      '다른 Vedette(프로세스 {{pid}}, 시작 {{started}}, {{address}})가 이미 데이터 폴더 {{dir}}을(를) 쓰고 있습니다. 먼저 그것을 멈추거나 --data DIR로 다른 폴더를 고르십시오.',
    'core.error.thread-timeout': '{{timeoutMs, milliseconds}}를 넘겨 중단했습니다.',
    'core.error.thread-failed': '작업 스레드가 실패했습니다: {{reason}}',
    'core.error.threads-busy': '검색과 오래 걸리는 작업이 너무 많이 진행 중입니다. 잠시 뒤 다시 하십시오.',
    'core.error.secret-unreadable':
      '저장된 비밀 “{{name}}”을(를) 지금의 키로 열 수 없습니다. 예전 secrets.key를 데이터 폴더에 되돌려 놓거나 비밀을 다시 입력하십시오.',
    'core.error.secrets-key-invalid':
      '{{where}}의 키를 쓸 수 없습니다. base64로 된 32바이트여야 합니다. 백업에서 되살리십시오. 새 키로는 예전 비밀을 열 수 없습니다.',
    'core.error.topic-unknown': '그런 실시간 주제는 없습니다.',
    'core.error.topics-too-many': '한 화면은 실시간 주제를 200개까지만 따라갈 수 있습니다.',
    'core.error.command-unknown': '“{{name}}” 명령은 없습니다. vedette --help를 보십시오.',
    'core.error.command-words': '이렇게 씁니다: vedette {{usage}}. vedette {{command}} --help를 보십시오.',
    'core.error.output-unwritable':
      '표준 출력에 쓸 수 없습니다: {{reason}}. 출력이 온전하지 않습니다. 공간을 확보하거나 다른 곳으로 보내세요.',
    'core.error.option-unknown': '{{option}} 옵션은 없습니다. vedette {{command}} --help를 보십시오.',
    'core.error.option-value-missing':
      '{{option}} 뒤에 값이 있어야 합니다. -로 시작하는 값은 {{option}}=-…처럼 씁니다. vedette {{command}} --help를 보십시오.',
    'core.error.option-takes-none': '{{option}} 뒤에는 값을 쓰지 않습니다. vedette {{command}} --help를 보십시오.',
    'core.error.option-invalid':
      '{{option}}에 “{{value}}”을(를) 쓸 수 없습니다. 쓸 수 있는 값: {{wanted}}. vedette {{command}} --help를 보십시오.',
    'core.ui.ready': 'Vedette가 준비되었습니다: {{url}}',
    'core.ui.sign-in-link': '첫 로그인(한 번만): {{link}}',
    'core.ui.reach-by-ssh': '내 컴퓨터에서 여는 법: {{command}}',
    'core.ui.stop-hint': 'Ctrl-C로 멈춥니다.',
    'core.ui.stopped': 'Vedette가 멈췄습니다.',
    'core.ui.restored': '표 {{tables}}개의 행 {{rows}}개를 {{dir}}에 되살렸습니다.',
    'core.ui.restored-unreadable': '키가 없어 읽을 수 없습니다: {{what}}',
  },
  ru: {
    'core.error.setting-unknown': '{{where}}: неизвестная настройка «{{name}}». {{hint}}',
    'core.error.setting-invalid': '{{where}}: для настройки «{{name}}» ожидается {{expected}}, а указано {{value}}.',
    'core.error.settings-unreadable': 'Не удаётся прочитать файл настроек {{file}}: {{reason}}.',
    'core.error.data-unwritable':
      'В папку данных {{dir}} нельзя писать: {{reason}}. Дайте её владельцу право на запись или выберите другую через --data DIR.',
    'core.error.data-not-a-folder': '{{dir}} — не папка. Выберите папку для данных через --data DIR.',
    'core.error.already-running':
      'Папку данных {{dir}} уже использует другой Vedette (процесс {{pid}}, запущен {{started}}, {{address}}). Сначала остановите его или выберите другую папку через --data DIR.',
    'core.error.thread-timeout': 'Это заняло больше {{timeoutMs, milliseconds}} и было остановлено.',
    'core.error.thread-failed': 'Рабочий поток завершился с ошибкой: {{reason}}',
    'core.error.threads-busy': 'Идёт слишком много поисков и долгих задач. Повторите через мгновение.',
    'core.error.secret-unreadable':
      'Сохранённый секрет «{{name}}» не открывается нынешним ключом. Верните прежний secrets.key в папку данных или введите секрет заново.',
    'core.error.secrets-key-invalid':
      'Ключ в {{where}} непригоден: нужны 32 байта в base64. Восстановите его из резервной копии; новый ключ не откроет старые секреты.',
    'core.error.topic-unknown': 'Такой живой темы нет.',
    'core.error.topics-too-many': 'Одна страница может следить не более чем за 200 живыми темами.',
    'core.error.command-unknown': 'Команды «{{name}}» нет. Смотрите vedette --help.',
    'core.error.command-words': 'Это вызывается так: vedette {{usage}}. Смотрите vedette {{command}} --help.',
    'core.error.output-unwritable':
      'Стандартный вывод не записать: {{reason}}. Выведено не всё. Освободите место или направьте вывод в другое место.',
    'core.error.option-unknown': 'Параметра {{option}} нет. Смотрите vedette {{command}} --help.',
    'core.error.option-value-missing':
      'После {{option}} нужно значение; то, что начинается с -, пишется {{option}}=-…. Смотрите vedette {{command}} --help.',
    'core.error.option-takes-none': '{{option}} не принимает значения. Смотрите vedette {{command}} --help.',
    'core.error.option-invalid':
      '{{option}} принимает {{wanted}}, а не «{{value}}». Смотрите vedette {{command}} --help.',
    'core.ui.ready': 'Vedette готова: {{url}}',
    'core.ui.sign-in-link': 'Первый вход, один раз: {{link}}',
    'core.ui.reach-by-ssh': 'Со своего компьютера: {{command}}',
    'core.ui.stop-hint': 'Ctrl-C останавливает.',
    'core.ui.stopped': 'Vedette остановлена.',
    'core.ui.restored': 'Восстановлено строк: {{rows}}, таблиц: {{tables}}, папка {{dir}}.',
    'core.ui.restored-unreadable': 'Не читается без ключа: {{what}}',
  },
} as const
