export const busTexts = {
  en: {
    'bus.error.unreachable':
      'The NATS server does not answer. Check that it runs, and NATS_SERVER_URL. What was accepted waits.',
    'bus.error.damaged': 'The file {{name}} arrived damaged from the NATS server. It is fetched again.',
    'bus.error.address-invalid':
      '{{address}} is no address of a NATS server. Set NATS_ADDR or NATS_SERVER_URL like nats://127.0.0.1:4222.',
    'bus.error.closed': 'The connection to the NATS server is being closed.',
  },
  ko: {
    'bus.error.unreachable':
      'NATS 서버가 응답하지 않습니다. 서버가 실행 중인지, NATS_SERVER_URL이 맞는지 확인하세요. 이미 받은 것은 기다립니다.',
    'bus.error.damaged': '파일 {{name}}이(가) NATS 서버에서 손상되어 도착했습니다. 다시 가져옵니다.',
    'bus.error.address-invalid':
      '{{address}}은(는) NATS 서버 주소가 아닙니다. NATS_ADDR이나 NATS_SERVER_URL을 nats://127.0.0.1:4222처럼 지정하세요.',
    'bus.error.closed': 'NATS 서버와의 연결을 닫는 중입니다.',
  },
  ru: {
    'bus.error.unreachable':
      'Сервер NATS не отвечает. Проверьте, что он работает, и NATS_SERVER_URL. Всё принятое подождёт.',
    'bus.error.damaged': 'Файл {{name}} пришёл от сервера NATS повреждённым. Он запрашивается снова.',
    'bus.error.address-invalid':
      '{{address}} — не адрес сервера NATS. Задайте NATS_ADDR или NATS_SERVER_URL в виде nats://127.0.0.1:4222.',
    'bus.error.closed': 'Соединение с сервером NATS закрывается.',
  },
} as const
