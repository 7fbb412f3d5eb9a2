/** Errors of the findings desk. */
export const findingsTexts = {
  en: {
    'findings.error.unknown-rule': 'The console has no rule named {{rule}}.',
    'findings.error.not-found':
      'There is no such finding. It may have been let go: cleared findings are kept for a limited time.',
    'findings.error.not-open': 'This finding has already cleared, so there is nothing to acknowledge.',
    'findings.error.bad-time':
      'That time does not fit: an end must be in the future, at most a year away for a mute, and after its beginning.',
    'findings.error.bad-reason': 'Write a few words, so that those who come later understand.',
    'findings.error.unknown-window': 'There is no such maintenance window. Someone may have removed it.',
    'findings.error.unknown-expectation': 'This is no longer marked as expected. Someone may have removed the mark.',
  },
  ko: {
    'findings.error.unknown-rule': '이 콘솔에는 {{rule}} 규칙이 없습니다.',
    'findings.error.not-found':
      '그런 발견 사항이 없습니다. 해소된 항목은 정해진 기간만 보관하므로 이미 지워졌을 수 있습니다.',
    'findings.error.not-open': '이미 해소된 항목이라 확인 처리할 것이 없습니다.',
    'findings.error.bad-time':
      '시간이 맞지 않습니다. 끝은 지금보다 뒤이고 시작보다 늦어야 하며, 알림 끄기는 최대 1년입니다.',
    'findings.error.bad-reason': '나중에 보는 사람이 알 수 있게 이유를 몇 마디 적어 주십시오.',
    'findings.error.unknown-window': '그런 점검 시간이 없습니다. 다른 사람이 지웠을 수 있습니다.',
    'findings.error.unknown-expectation':
      '더 이상 예상된 것으로 표시되어 있지 않습니다. 다른 사람이 표시를 지웠을 수 있습니다.',
  },
  ru: {
    'findings.error.unknown-rule': 'В консоли нет правила {{rule}}.',
    'findings.error.not-found':
      'Такого замечания нет. Возможно, оно уже удалено: закрытые замечания хранятся ограниченное время.',
    'findings.error.not-open': 'Это замечание уже закрылось, подтверждать нечего.',
    'findings.error.bad-time':
      'Время не подходит: конец должен быть в будущем и позже начала, а заглушить можно не более чем на год.',
    'findings.error.bad-reason': 'Напишите пару слов, чтобы потом было понятно почему.',
    'findings.error.unknown-window': 'Такого окна обслуживания нет. Возможно, его уже удалили.',
    'findings.error.unknown-expectation': 'Это больше не отмечено как ожидаемое. Возможно, отметку уже сняли.',
  },
} as const
