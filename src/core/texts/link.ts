export const linkTexts = {
  en: {
    'link.error.unknown-host': 'There is no host “{{host}}”.',
    'link.error.unknown-method':
      'The agent of “{{host}}” does not know “{{method}}”: it may be older than the console.',
    'link.error.timeout': '“{{host}}” did not answer within {{timeoutMs, milliseconds}}.',
    'link.error.closed': 'The console is stopping and asks nothing more of “{{host}}”.',
  },
  ko: {
    'link.error.unknown-host': '“{{host}}” 호스트는 없습니다.',
    'link.error.unknown-method':
      '“{{host}}”의 에이전트가 “{{method}}”을(를) 모릅니다. 콘솔보다 오래된 판일 수 있습니다.',
    'link.error.timeout': '“{{host}}”이(가) {{timeoutMs, milliseconds}} 안에 응답하지 않았습니다.',
    'link.error.closed': '콘솔이 멈추는 중이라 “{{host}}”에 더 요청하지 않습니다.',
  },
  ru: {
    'link.error.unknown-host': 'Узла «{{host}}» нет.',
    'link.error.unknown-method': 'Агент узла «{{host}}» не знает «{{method}}»: возможно, он старее консоли.',
    'link.error.timeout': 'Узел «{{host}}» не ответил за {{timeoutMs, milliseconds}}.',
    'link.error.closed': 'Консоль останавливается и больше ничего не запрашивает у «{{host}}».',
  },
} as const
