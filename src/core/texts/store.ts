export const storeTexts = {
  en: {
    'store.error.url-invalid':
      'The database address {{url}} is not understood. Use sqlite:///./vedette.db or postgres://user:password@host:5432/database.',
    'store.error.corrupt':
      'The database {{file}} is damaged: {{reason}}. It was left as it is. Restore the last backup with “vedette restore FILE” into an empty folder, or try “sqlite3 {{file}} .recover”.',
    'store.error.history-corrupt':
      'The history of measurements in {{file}} is damaged: {{reason}}. It was left as it is. Move it away to start with an empty history (accounts, audit and findings are kept elsewhere), or restore the last backup.',
    'store.error.newer':
      'The data was written by a newer Vedette (“{{part}}” knows the change {{migration}}, this program does not). Start that version or a newer one; nothing was changed.',
    'store.error.unreadable':
      '{{file}} cannot be opened: {{reason}}. Give the user that runs Vedette read and write permission on the file and its folder.',
    'store.error.locked':
      '{{file}} is held by another program, and it did not let go in time. Close what else has it open, then try again.',
    'store.error.full':
      'There is no space left for {{where}}. What was confirmed is safe; make room on the disk, and writing goes on by itself.',
    'store.error.unreachable': 'The database at {{address}} cannot be reached: {{reason}}. Vedette keeps trying.',
    'store.error.unreachable-at-start':
      'The database at {{address}} cannot be reached: {{reason}}. Nothing was started or changed. Check that the server runs and that the address in DATABASE_URL is right, then start again.',
    'store.error.in-use':
      'Another Vedette ({{holder}}, connected since {{since}}) already uses the database at {{address}}. Stop it first, or give this one a database of its own in DATABASE_URL.',
    'store.error.sign-in-refused':
      'The database at {{address}} refuses the user or the password in DATABASE_URL: {{reason}}.',
    'store.error.no-database': 'The database at {{address}} does not exist. Create it first: createdb {{name}}.',
    'store.error.closed': 'The store is closed already.',
    'store.error.failed': 'The database refused the request: {{reason}}.',
    'store.error.query-too-slow':
      'The question took longer than {{timeoutMs, milliseconds}} and was stopped. Ask for a shorter time or fewer things.',
    'store.error.duplicate': 'This exists already.',
    'store.error.number-too-large': 'A stored number is too large to be read exactly: {{value}}.',
    'store.error.migration-failed':
      'The data of “{{part}}” could not be brought up to date (step {{migration}}): {{reason}}. Nothing of this step was kept.',
    'store.error.backup-exists': '{{file}} exists already and is not overwritten. Choose another name.',
    'store.error.backup-unwritable': 'The backup {{file}} cannot be written: {{reason}}.',
    'store.error.backup-unreadable': 'The backup {{file}} cannot be read: {{reason}}.',
    'store.error.backup-damaged': '{{file}} is not a whole backup: {{reason}}. Nothing was restored.',
    'store.error.backup-newer':
      'The backup {{file}} was made by a newer Vedette ({{version}}). Restore it with that version or a newer one.',
    'store.error.target-not-empty':
      '{{where}} holds data already. A backup is restored only into an empty place, so that nothing is overwritten.',
  },
  ko: {
    'store.error.url-invalid':
      '데이터베이스 주소 {{url}}을(를) 이해할 수 없습니다. sqlite:///./vedette.db 또는 postgres://사용자:비밀번호@호스트:5432/데이터베이스 형식으로 적으십시오.',
    'store.error.corrupt':
      '데이터베이스 {{file}}이(가) 손상되었습니다: {{reason}}. 파일은 그대로 두었습니다. 빈 폴더에 “vedette restore FILE”로 마지막 백업을 복원하거나 “sqlite3 {{file}} .recover”를 시도하십시오.',
    'store.error.history-corrupt':
      '측정 기록 {{file}}이(가) 손상되었습니다: {{reason}}. 파일은 그대로 두었습니다. 이 파일을 옮기면 빈 기록으로 시작하며(계정, 감사, 발견 사항은 다른 곳에 있습니다), 마지막 백업을 복원할 수도 있습니다.',
    'store.error.newer':
      '더 새로운 Vedette가 쓴 데이터입니다(“{{part}}”의 변경 {{migration}}을(를) 이 프로그램은 모릅니다). 그 버전이나 더 새로운 버전을 시작하십시오. 바뀐 것은 없습니다.',
    'store.error.unreadable':
      '{{file}}을(를) 열 수 없습니다: {{reason}}. Vedette를 실행하는 사용자에게 이 파일과 폴더의 읽기·쓰기 권한을 주십시오.',
    'store.error.locked':
      '다른 프로그램이 {{file}}을(를) 잡고 제때 놓지 않았습니다. 이 파일을 연 프로그램을 닫고 다시 시도하십시오.',
    'store.error.full':
      '{{where}}에 쓸 공간이 없습니다. 저장이 확인된 것은 안전합니다. 디스크를 비우면 기록이 저절로 이어집니다.',
    'store.error.unreachable':
      '{{address}}의 데이터베이스에 연결할 수 없습니다: {{reason}}. Vedette가 계속 다시 시도합니다.',
    'store.error.unreachable-at-start':
      '{{address}}의 데이터베이스에 연결할 수 없습니다: {{reason}}. 시작하거나 바꾼 것은 없습니다. 데이터베이스 서버가 실행 중인지, DATABASE_URL의 주소가 맞는지 확인한 뒤 다시 시작하십시오.',
    'store.error.in-use':
      '다른 Vedette({{holder}}, {{since}}부터 연결)가 이미 {{address}}의 데이터베이스를 쓰고 있습니다. 먼저 그것을 멈추거나 DATABASE_URL에 다른 데이터베이스를 적으십시오.',
    'store.error.sign-in-refused':
      '{{address}}의 데이터베이스가 DATABASE_URL의 사용자나 비밀번호를 거부합니다: {{reason}}.',
    'store.error.no-database': '{{address}}에 그 데이터베이스가 없습니다. 먼저 만드십시오: createdb {{name}}.',
    'store.error.closed': '저장소가 이미 닫혔습니다.',
    'store.error.failed': '데이터베이스가 요청을 거부했습니다: {{reason}}.',
    'store.error.query-too-slow':
      '조회가 {{timeoutMs, milliseconds}}를 넘겨 중단했습니다. 기간을 줄이거나 대상을 줄이십시오.',
    'store.error.duplicate': '이미 있습니다.',
    'store.error.number-too-large': '저장된 수가 너무 커서 정확히 읽을 수 없습니다: {{value}}.',
    'store.error.migration-failed':
      '“{{part}}”의 데이터를 새 형식으로 바꾸지 못했습니다(단계 {{migration}}): {{reason}}. 이 단계의 변경은 남지 않았습니다.',
    'store.error.backup-exists': '{{file}}이(가) 이미 있어 덮어쓰지 않습니다. 다른 이름을 고르십시오.',
    'store.error.backup-unwritable': '백업 {{file}}을(를) 쓸 수 없습니다: {{reason}}.',
    'store.error.backup-unreadable': '백업 {{file}}을(를) 읽을 수 없습니다: {{reason}}.',
    'store.error.backup-damaged': '{{file}}은(는) 온전한 백업이 아닙니다: {{reason}}. 복원한 것은 없습니다.',
    'store.error.backup-newer':
      '백업 {{file}}은(는) 더 새로운 Vedette({{version}})가 만들었습니다. 그 버전이나 더 새로운 버전으로 복원하십시오.',
    'store.error.target-not-empty': '{{where}}에 이미 데이터가 있습니다. 덮어쓰지 않도록 빈 곳에만 백업을 복원합니다.',
  },
  ru: {
    'store.error.url-invalid':
      'Адрес базы данных {{url}} непонятен. Укажите sqlite:///./vedette.db или postgres://пользователь:пароль@узел:5432/база.',
    'store.error.corrupt':
      'База данных {{file}} повреждена: {{reason}}. Файл не тронут. Восстановите последнюю копию командой «vedette restore FILE» в пустую папку или попробуйте «sqlite3 {{file}} .recover».',
    'store.error.history-corrupt':
      'История измерений в {{file}} повреждена: {{reason}}. Файл не тронут. Уберите его, чтобы начать с пустой историей (учётные записи, аудит и находки хранятся отдельно), или восстановите последнюю копию.',
    'store.error.newer':
      'Данные записаны более новой версией Vedette («{{part}}» знает изменение {{migration}}, эта программа — нет). Запустите ту версию или новее; ничего не изменено.',
    'store.error.unreadable':
      'Не удаётся открыть {{file}}: {{reason}}. Дайте пользователю, от имени которого работает Vedette, права на чтение и запись файла и его папки.',
    'store.error.locked':
      '{{file}} занят другой программой и вовремя не освободился. Закройте всё, что его держит, и повторите.',
    'store.error.full':
      'Для {{where}} не осталось места. Подтверждённое сохранено; освободите место на диске, и запись продолжится сама.',
    'store.error.unreachable': 'База данных {{address}} недоступна: {{reason}}. Vedette продолжает попытки.',
    'store.error.unreachable-at-start':
      'База данных по адресу {{address}} недоступна: {{reason}}. Ничего не запущено и не изменено. Проверьте, работает ли сервер и верен ли адрес в DATABASE_URL, и запустите снова.',
    'store.error.in-use':
      'Базой данных {{address}} уже пользуется другая Vedette ({{holder}}, подключена с {{since}}). Сначала остановите её или укажите в DATABASE_URL отдельную базу.',
    'store.error.sign-in-refused':
      'База данных {{address}} не принимает пользователя или пароль из DATABASE_URL: {{reason}}.',
    'store.error.no-database': 'Базы данных {{address}} нет. Сначала создайте её: createdb {{name}}.',
    'store.error.closed': 'Хранилище уже закрыто.',
    'store.error.failed': 'База данных отклонила запрос: {{reason}}.',
    'store.error.query-too-slow':
      'Запрос длился дольше {{timeoutMs, milliseconds}} и был остановлен. Спросите за меньшее время или о меньшем.',
    'store.error.duplicate': 'Такое уже есть.',
    'store.error.number-too-large': 'Сохранённое число слишком велико, чтобы прочитать его точно: {{value}}.',
    'store.error.migration-failed':
      'Не удалось обновить данные «{{part}}» (шаг {{migration}}): {{reason}}. Изменения этого шага отменены.',
    'store.error.backup-exists': 'Файл {{file}} уже есть и не будет перезаписан. Выберите другое имя.',
    'store.error.backup-unwritable': 'Не удаётся записать копию {{file}}: {{reason}}.',
    'store.error.backup-unreadable': 'Не удаётся прочитать копию {{file}}: {{reason}}.',
    'store.error.backup-damaged': '{{file}} — не целая копия: {{reason}}. Ничего не восстановлено.',
    'store.error.backup-newer':
      'Копия {{file}} сделана более новой версией Vedette ({{version}}). Восстановите её той версией или новее.',
    'store.error.target-not-empty':
      'В {{where}} уже есть данные. Копия восстанавливается только в пустое место, чтобы ничего не перезаписать.',
  },
}
