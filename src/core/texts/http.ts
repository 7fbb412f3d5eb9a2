/** Sentences of the web server: refused requests, wrong fields, and a port that cannot be had. */
export const httpTexts = {
  en: {
    'core.error.request-invalid': 'Something in the request is missing or wrong.',
    'core.error.body-unreadable': 'The body of the request is not valid JSON.',
    'core.error.request-refused': 'The request could not be understood.',
    'core.error.not-found': 'There is nothing at {{path}}.',
    'core.error.method-not-allowed': '{{method}} is not possible here. Possible: {{allowed}}.',
    'core.error.body-too-large': 'The request is larger than the console accepts.',
    'core.error.media-type-unsupported': 'The body must be JSON, sent as application/json.',
    'core.error.foreign-host':
      'The console does not answer to the name {{host}}. If the name is right, add it to the setting server.allowedHosts or set PUBLIC_URL.',
    'core.error.upgrade-required': 'This address speaks WebSocket only.',
    'core.error.too-many-requests': 'Too many requests. Try again in {{waitSeconds, seconds}}.',
    'core.error.internal': 'Something went wrong in the console. The log says what.',
    'core.error.capability-broken': '“{{capability}}” could not be started. The log says why; everything else works.',
    'core.error.route-without-access': 'The route {{route}} does not say who may use it, so nobody may.',
    'core.error.request-timeout': 'This took too long and was stopped.',
    'core.error.port-taken':
      'Port {{port}} on {{host}} is already used by another program. Stop that one, or choose another port: --port 8001.',
    'core.error.port-forbidden':
      'Port {{port}} may not be opened by this user: ports below 1024 are for root. Choose a higher one (--port 8000) and put a proxy before it.',
    'core.error.address-unknown':
      'The console cannot listen on {{host}}: {{reason}}. Use an address of this machine, such as 127.0.0.1.',
    'core.error.public-url-invalid':
      'PUBLIC_URL should be an address such as https://console.example.org, but it is “{{url}}”.',
    'core.error.proxy-invalid':
      'The setting server.trustedProxies takes addresses and networks such as 10.0.0.0/8, but it is: {{proxies}}.',
    'core.error.tls-incomplete': 'TLS needs both files: server.tlsCert and server.tlsKey. Only one is set.',
    'core.error.tls-unreadable': 'The TLS files cannot be used ({{file}}): {{reason}}.',
    'core.ui.field-required': 'This is needed.',
    'core.ui.field-unknown': 'There is no such field.',
    'core.ui.field-type': 'This should be of type {{type}}.',
    'core.ui.field-choice': 'This should be one of: {{choices}}.',
    'core.ui.field-wrong': 'This does not have the expected form.',
    'core.ui.field-minLength': 'This is too short; at least {{limit}} characters are needed.',
    'core.ui.field-maxLength': 'This is too long; at most {{limit}} characters fit.',
    'core.ui.field-minimum': 'This should be at least {{limit}}.',
    'core.ui.field-maximum': 'This should be at most {{limit}}.',
    'core.ui.field-exclusiveMinimum': 'This should be more than {{limit}}.',
    'core.ui.field-exclusiveMaximum': 'This should be less than {{limit}}.',
    'core.ui.field-minItems': 'Too few entries; the least is {{limit}}.',
    'core.ui.field-maxItems': 'Too many entries; the most is {{limit}}.',
    'core.ui.field-minProperties': 'Nothing was given to change.',
    'core.ui.page-missing-title': 'The pages are not built yet',
    'core.ui.page-missing-next':
      'The console runs, but its web pages have not been built. Stop it and start it with this command, which builds what is missing:',
  },
  ko: {
    'core.error.request-invalid': '요청에 빠졌거나 잘못된 내용이 있습니다.',
    'core.error.body-unreadable': '요청 본문이 올바른 JSON이 아닙니다.',
    'core.error.request-refused': '요청을 이해할 수 없습니다.',
    'core.error.not-found': '{{path}}에는 아무것도 없습니다.',
    'core.error.method-not-allowed': '여기서는 {{method}} 요청을 쓸 수 없습니다. 쓸 수 있는 것: {{allowed}}.',
    'core.error.body-too-large': '요청이 콘솔이 받는 크기보다 큽니다.',
    'core.error.media-type-unsupported': '본문은 application/json 형식의 JSON이어야 합니다.',
    'core.error.foreign-host':
      '콘솔은 {{host}}라는 이름으로는 답하지 않습니다. 이름이 맞다면 server.allowedHosts 설정에 추가하거나 PUBLIC_URL을 설정하십시오.',
    'core.error.upgrade-required': '이 주소는 WebSocket으로만 쓸 수 있습니다.',
    'core.error.too-many-requests': '요청이 너무 많습니다. {{waitSeconds, seconds}} 뒤에 다시 시도하십시오.',
    'core.error.internal': '콘솔에서 문제가 생겼습니다. 자세한 내용은 로그에 있습니다.',
    'core.error.capability-broken':
      '“{{capability}}” 기능을 시작하지 못했습니다. 이유는 로그에 있으며, 다른 기능은 모두 작동합니다.',
    'core.error.route-without-access': '경로 {{route}}에 누가 쓸 수 있는지 정해져 있지 않아 아무도 쓸 수 없습니다.',
    'core.error.request-timeout': '시간이 너무 오래 걸려 중단했습니다.',
    'core.error.port-taken':
      '{{host}}의 {{port}}번 포트는 이미 다른 프로그램이 쓰고 있습니다. 그 프로그램을 멈추거나 다른 포트를 고르십시오: --port 8001.',
    'core.error.port-forbidden':
      '이 사용자는 {{port}}번 포트를 열 수 없습니다. 1024보다 작은 포트는 root만 열 수 있습니다. 더 큰 번호(--port 8000)를 고르고 그 앞에 프록시를 두십시오.',
    'core.error.address-unknown':
      '{{host}}에서 기다릴 수 없습니다: {{reason}}. 127.0.0.1처럼 이 컴퓨터의 주소를 쓰십시오.',
    'core.error.public-url-invalid':
      'PUBLIC_URL은 https://console.example.org 같은 주소여야 하는데 지금은 “{{url}}”입니다.',
    'core.error.proxy-invalid':
      'server.trustedProxies 설정에는 10.0.0.0/8 같은 주소나 네트워크를 써야 하는데 지금은 {{proxies}}입니다.',
    'core.error.tls-incomplete':
      'TLS에는 server.tlsCert와 server.tlsKey 파일이 모두 필요합니다. 지금은 하나만 설정되어 있습니다.',
    'core.error.tls-unreadable': 'TLS 파일을 쓸 수 없습니다({{file}}): {{reason}}.',
    'core.ui.field-required': '꼭 필요한 값입니다.',
    'core.ui.field-unknown': '없는 항목입니다.',
    'core.ui.field-type': '{{type}} 형식이어야 합니다.',
    'core.ui.field-choice': '다음 가운데 하나여야 합니다: {{choices}}.',
    'core.ui.field-wrong': '형식이 맞지 않습니다.',
    'core.ui.field-minLength': '너무 짧습니다. {{limit}}자 이상이어야 합니다.',
    'core.ui.field-maxLength': '너무 깁니다. {{limit}}자까지 쓸 수 있습니다.',
    'core.ui.field-minimum': '{{limit}} 이상이어야 합니다.',
    'core.ui.field-maximum': '{{limit}} 이하여야 합니다.',
    'core.ui.field-exclusiveMinimum': '{{limit}}보다 커야 합니다.',
    'core.ui.field-exclusiveMaximum': '{{limit}}보다 작아야 합니다.',
    'core.ui.field-minItems': '항목이 너무 적습니다. {{limit}}개 이상이어야 합니다.',
    'core.ui.field-maxItems': '항목이 너무 많습니다. {{limit}}개까지 쓸 수 있습니다.',
    'core.ui.field-minProperties': '바꿀 내용이 없습니다.',
    'core.ui.page-missing-title': '페이지가 아직 만들어지지 않았습니다',
    'core.ui.page-missing-next':
      '콘솔은 실행 중이지만 웹 페이지가 아직 만들어지지 않았습니다. 콘솔을 멈추고 다음 명령으로 시작하면 빠진 것을 만듭니다:',
  },
  ru: {
    'core.error.request-invalid': 'В запросе чего-то не хватает или что-то указано неверно.',
    'core.error.body-unreadable': 'Тело запроса — не правильный JSON.',
    'core.error.request-refused': 'Запрос не удалось понять.',
    'core.error.not-found': 'По адресу {{path}} ничего нет.',
    'core.error.method-not-allowed': 'Метод {{method}} здесь не работает. Работают: {{allowed}}.',
    'core.error.body-too-large': 'Запрос больше, чем принимает консоль.',
    'core.error.media-type-unsupported': 'Тело запроса должно быть в JSON, с типом application/json.',
    'core.error.foreign-host':
      'Консоль не отвечает на имя {{host}}. Если имя верное, добавьте его в настройку server.allowedHosts или задайте PUBLIC_URL.',
    'core.error.upgrade-required': 'По этому адресу работает только WebSocket.',
    'core.error.too-many-requests': 'Слишком много запросов. Повторите через {{waitSeconds, seconds}}.',
    'core.error.internal': 'В консоли произошла ошибка. Подробности — в журнале.',
    'core.error.capability-broken':
      'Не удалось запустить «{{capability}}». Причина — в журнале; всё остальное работает.',
    'core.error.route-without-access': 'Для пути {{route}} не указано, кому он доступен, поэтому он закрыт для всех.',
    'core.error.request-timeout': 'Это заняло слишком много времени и было остановлено.',
    'core.error.port-taken':
      'Порт {{port}} на {{host}} уже занят другой программой. Остановите её или выберите другой порт: --port 8001.',
    'core.error.port-forbidden':
      'Этому пользователю нельзя открыть порт {{port}}: порты ниже 1024 доступны только root. Выберите порт больше (--port 8000) и поставьте перед ним прокси.',
    'core.error.address-unknown':
      'Консоль не может принимать соединения на {{host}}: {{reason}}. Укажите адрес этой машины, например 127.0.0.1.',
    'core.error.public-url-invalid':
      'В PUBLIC_URL ожидается адрес вида https://console.example.org, а указано «{{url}}».',
    'core.error.proxy-invalid':
      'В настройке server.trustedProxies ожидаются адреса и сети вида 10.0.0.0/8, а указано: {{proxies}}.',
    'core.error.tls-incomplete': 'Для TLS нужны оба файла: server.tlsCert и server.tlsKey. Сейчас указан только один.',
    'core.error.tls-unreadable': 'Файлы TLS не подходят ({{file}}): {{reason}}.',
    'core.ui.field-required': 'Это поле нужно заполнить.',
    'core.ui.field-unknown': 'Такого поля нет.',
    'core.ui.field-type': 'Ожидается тип {{type}}.',
    'core.ui.field-choice': 'Ожидается одно из значений: {{choices}}.',
    'core.ui.field-wrong': 'Значение записано не так, как ожидается.',
    'core.ui.field-minLength': 'Слишком коротко; наименьшая длина — {{limit}}.',
    'core.ui.field-maxLength': 'Слишком длинно; наибольшая длина — {{limit}}.',
    'core.ui.field-minimum': 'Наименьшее значение — {{limit}}.',
    'core.ui.field-maximum': 'Наибольшее значение — {{limit}}.',
    'core.ui.field-exclusiveMinimum': 'Значение должно быть больше {{limit}}.',
    'core.ui.field-exclusiveMaximum': 'Значение должно быть меньше {{limit}}.',
    'core.ui.field-minItems': 'Слишком мало значений; наименьшее число — {{limit}}.',
    'core.ui.field-maxItems': 'Слишком много значений; наибольшее число — {{limit}}.',
    'core.ui.field-minProperties': 'Не указано, что изменить.',
    'core.ui.page-missing-title': 'Страницы ещё не собраны',
    'core.ui.page-missing-next':
      'Консоль работает, но её веб-страницы ещё не собраны. Остановите её и запустите этой командой: она соберёт недостающее:',
  },
}
