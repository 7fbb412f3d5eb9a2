import type { Family } from './entry.ts'

export const linuxMail: readonly Family[] = [
  {
    category: 'mail',
    policy: 'daemon',
    tags: ['mail'],
    rows: [
      [
        'master',
        'Is the main process of Postfix and starts the others when there is mail.',
        'Postfix의 주 프로세스로, 메일이 있으면 다른 프로세스를 시작합니다.',
        'Главный процесс Postfix: запускает остальные, когда есть почта.',
        { tags: ['postfix'] },
      ],
      [
        'qmgr',
        'Keeps the queue of mail that Postfix has yet to deliver.',
        'Postfix가 아직 배달하지 않은 메일의 대기열을 관리합니다.',
        'Ведёт очередь писем, которые Postfix ещё не доставил.',
        { tags: ['postfix'] },
      ],
      [
        'pickup',
        'Takes in mail that programs of this machine send with Postfix.',
        '이 컴퓨터의 프로그램이 Postfix로 보내는 메일을 받아들입니다.',
        'Забирает почту, которую отправляют через Postfix программы этой машины.',
        { tags: ['postfix'] },
      ],
      [
        'smtpd',
        'Accepts mail from other servers for Postfix.',
        '다른 서버가 보낸 메일을 Postfix에서 받습니다.',
        'Принимает для Postfix почту от других серверов.',
        { tags: ['postfix'] },
      ],
      [
        'tlsmgr',
        'Keeps encryption keys of Postfix connections.',
        'Postfix 연결에 쓰는 암호화 키를 관리합니다.',
        'Хранит ключи шифрования соединений Postfix.',
        { tags: ['postfix'] },
      ],
      [
        'exim4',
        "Sends and receives mail (Debian's Exim).",
        '메일을 보내고 받습니다(Debian의 Exim).',
        'Отправляет и принимает почту (Exim в Debian).',
        { tags: ['debian'] },
      ],
      [
        'exim',
        'Sends and receives mail (Exim elsewhere than on Debian).',
        '메일을 보내고 받습니다(Debian 외의 시스템에서 쓰는 Exim).',
        'Отправляет и принимает почту (Exim вне Debian).',
      ],
      [
        'sendmail',
        'Sends and receives mail, as one of the oldest mail servers.',
        '가장 오래된 메일 서버 가운데 하나로 메일을 보내고 받습니다.',
        'Отправляет и принимает почту; один из старейших почтовых серверов.',
      ],
      [
        'dovecot',
        'Lets people read their mail over IMAP and POP3.',
        'IMAP과 POP3로 메일을 읽을 수 있게 합니다.',
        'Даёт читать почту по IMAP и POP3.',
      ],
      [
        'imap-login',
        'Checks the password of mail users for Dovecot.',
        'Dovecot에서 메일 사용자의 암호를 확인합니다.',
        'Проверяет пароли пользователей почты для Dovecot.',
        { tags: ['dovecot'] },
      ],
      [
        'opendkim',
        'Signs outgoing mail so that others can check its origin.',
        '다른 서버가 출처를 확인할 수 있도록 나가는 메일에 서명합니다.',
        'Подписывает исходящие письма, чтобы можно было проверить их источник.',
      ],
      [
        'spamd',
        'Rates mail for being spam (SpamAssassin).',
        '메일이 스팸인지 점수를 매깁니다(SpamAssassin).',
        'Оценивает письма на спам (SpamAssassin).',
      ],
      [
        'rspamd',
        'Filters spam quickly by many signs.',
        '여러 특징으로 스팸을 빠르게 걸러 냅니다.',
        'Быстро отсеивает спам по многим признакам.',
      ],
      [
        'amavisd',
        'Hands mail to virus and spam checks and back.',
        '메일을 바이러스·스팸 검사에 넘기고 되돌려 받습니다.',
        'Передаёт письма на проверку вирусов и спама и возвращает обратно.',
      ],
      [
        'fetchmail',
        "Fetches mail from other servers for this machine's users.",
        '다른 서버에서 이 컴퓨터 사용자의 메일을 가져옵니다.',
        'Забирает с других серверов почту для пользователей этой машины.',
      ],
    ],
  },
]
