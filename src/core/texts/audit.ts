/** Sentences of the audit and of its check. */
export const auditTexts = {
  en: {
    'audit.error.unwritable':
      'The audit could not be written, so this is not on record. Look whether the disk is full, and whether what you asked for was done.',
    'audit.error.damaged': 'The audit’s own tables are damaged: nothing can be recorded. Restore them from a backup.',
    'audit.problem.changed': 'Row {{seq}} was changed after it was written.',
    'audit.problem.missing': 'Rows {{seq}} to {{toSeq}} are missing.',
    'audit.problem.reordered': 'Row {{seq}} was row {{toSeq}} when it was written: it has been moved.',
    'audit.problem.cut-off': 'The newest rows, {{seq}} to {{toSeq}}, were cut off.',
    'audit.action.key-changed': 'made a new audit key',
    'audit.note.other-key':
      'Rows {{seq}} to {{toSeq}} were written with another key and cannot be checked with this one, as after a backup restored without its keys. This is no sign of tampering.',
    'audit.problem.other-key':
      'Rows {{seq}} to {{toSeq}} name another key, but no change of keys is on record for them.',
    'audit.problem.rewritten': 'From row {{seq}} on, history was written anew: another row stood here before.',
    'audit.problem.head-damaged': 'Line {{seq}} of the file audit.head was not written by the console.',
    'audit.problem.head-missing': 'The file audit.head is gone: without it, rows cut off the end could not be noticed.',
  },
  ko: {
    'audit.error.unwritable':
      '감사 기록을 쓸 수 없어 이 작업이 기록되지 않았습니다. 디스크가 가득 찼는지, 요청한 일이 실제로 이루어졌는지 확인하십시오.',
    'audit.error.damaged': '감사 기록의 테이블이 손상되어 아무것도 기록할 수 없습니다. 백업에서 되살리십시오.',
    'audit.problem.changed': '{{seq}}번 기록은 쓰인 뒤에 바뀌었습니다.',
    'audit.problem.missing': '{{seq}}번부터 {{toSeq}}번까지의 기록이 없습니다.',
    'audit.problem.reordered': '{{seq}}번 기록은 처음에 {{toSeq}}번이었습니다. 자리가 바뀌었습니다.',
    'audit.problem.cut-off': '가장 최근 기록인 {{seq}}번부터 {{toSeq}}번까지가 잘려 나갔습니다.',
    'audit.action.key-changed': '감사 키를 새로 만듦',
    'audit.note.other-key':
      '{{seq}}번부터 {{toSeq}}번까지의 기록은 다른 키로 쓰여 지금의 키로는 확인할 수 없습니다. 키 없이 백업을 복원하면 이렇게 됩니다. 변조의 흔적은 아닙니다.',
    'audit.problem.other-key':
      '{{seq}}번부터 {{toSeq}}번까지의 기록에 다른 키가 적혀 있으나, 키가 바뀌었다는 기록이 없습니다.',
    'audit.problem.rewritten': '{{seq}}번부터 기록이 새로 쓰였습니다. 이 자리에는 다른 기록이 있었습니다.',
    'audit.problem.head-damaged': 'audit.head 파일의 {{seq}}번째 줄은 콘솔이 쓴 것이 아닙니다.',
    'audit.problem.head-missing':
      'audit.head 파일이 없습니다. 이 파일이 없으면 끝에서 잘려 나간 기록을 알아챌 수 없습니다.',
  },
  ru: {
    'audit.error.unwritable':
      'Не удалось записать в журнал аудита, поэтому действие не зафиксировано. Проверьте, не заполнен ли диск и выполнено ли то, о чём вы просили.',
    'audit.error.damaged':
      'Таблицы журнала аудита повреждены: записать ничего нельзя. Восстановите их из резервной копии.',
    'audit.problem.changed': 'Запись {{seq}} изменили после того, как она была сделана.',
    'audit.problem.missing': 'Нет записей с {{seq}} по {{toSeq}}.',
    'audit.problem.reordered': 'Запись {{seq}} была записью {{toSeq}}: её переставили.',
    'audit.problem.cut-off': 'Последние записи, с {{seq}} по {{toSeq}}, отрезаны.',
    'audit.action.key-changed': 'создан новый ключ аудита',
    'audit.note.other-key':
      'Записи с {{seq}} по {{toSeq}} сделаны с другим ключом, и нынешним их не проверить. Так бывает после восстановления из копии без ключей. Это не признак подделки.',
    'audit.problem.other-key': 'В записях с {{seq}} по {{toSeq}} указан другой ключ, но о смене ключа записи нет.',
    'audit.problem.rewritten': 'Начиная с записи {{seq}} история написана заново: раньше здесь стояла другая запись.',
    'audit.problem.head-damaged': 'Строку {{seq}} файла audit.head написала не консоль.',
    'audit.problem.head-missing': 'Файла audit.head нет: без него нельзя заметить, что отрезаны последние записи.',
  },
}
