import type { Family } from './entry.ts'

export const windowsSecurity: readonly Family[] = [
  {
    category: 'security',
    policy: 'guard',
    tags: ['windows'],
    rows: [
      [
        'MsMpEng.exe',
        'Checks files and programs for malware (Microsoft Defender).',
        '파일과 프로그램에 악성 코드가 있는지 검사합니다(Microsoft Defender).',
        'Проверяет файлы и программы на вредоносный код (Microsoft Defender).',
      ],
      [
        'NisSrv.exe',
        'Looks for attacks in network traffic (Microsoft Defender).',
        '네트워크 트래픽에서 공격을 찾습니다(Microsoft Defender).',
        'Ищет атаки в сетевом трафике (Microsoft Defender).',
      ],
      [
        'MsSense.exe',
        'Reports suspicious behaviour to Defender for Endpoint.',
        '수상한 동작을 Defender for Endpoint에 보고합니다.',
        'Сообщает о подозрительном поведении в Defender for Endpoint.',
      ],
      [
        'SecurityHealthService.exe',
        'Watches whether the protection of Windows is switched on.',
        'Windows의 보호 기능이 켜져 있는지 확인합니다.',
        'Следит, включена ли защита Windows.',
      ],
      [
        'SecurityHealthSystray.exe',
        'Shows the security icon in the taskbar.',
        '작업 표시줄에 보안 아이콘을 보여 줍니다.',
        'Показывает значок безопасности на панели задач.',
        { policy: 'program' },
      ],
      [
        'smartscreen.exe',
        'Warns of unsafe downloads and programs.',
        '안전하지 않은 다운로드와 프로그램을 경고합니다.',
        'Предупреждает о небезопасных загрузках и программах.',
      ],
      [
        'CSFalconService.exe',
        'Watches Windows for attacks (CrowdStrike Falcon).',
        'Windows에 대한 공격을 감시합니다(CrowdStrike Falcon).',
        'Следит за атаками на Windows (CrowdStrike Falcon).',
      ],
      [
        'ccSvcHst.exe',
        'Protects this machine with Symantec.',
        'Symantec으로 이 컴퓨터를 보호합니다.',
        'Защищает эту машину программой Symantec.',
      ],
      [
        'avp.exe',
        'Protects this machine with Kaspersky.',
        'Kaspersky로 이 컴퓨터를 보호합니다.',
        'Защищает эту машину программой «Лаборатории Касперского».',
      ],
      [
        'V3Svc.exe',
        'Protects this machine with AhnLab V3.',
        '안랩 V3로 이 컴퓨터를 보호합니다.',
        'Защищает эту машину программой AhnLab V3.',
      ],
      [
        'consent.exe',
        'Asks whether a program may change the system.',
        '프로그램이 시스템을 변경해도 되는지 묻습니다.',
        'Спрашивает, можно ли программе менять систему.',
        { policy: 'core' },
      ],
      [
        'Sysmon64.exe',
        'Records what programs do, for security analysis.',
        '보안 분석을 위해 프로그램의 동작을 기록합니다.',
        'Записывает действия программ для анализа безопасности.',
      ],
    ],
  },
]
