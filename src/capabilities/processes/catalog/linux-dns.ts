import type { Family } from './entry.ts'

export const linuxDns: readonly Family[] = [
  {
    category: 'dns',
    policy: 'daemon',
    tags: ['dns'],
    rows: [
      [
        'named',
        "Answers DNS questions, as BIND's server.",
        'BIND 서버로서 DNS 질의에 응답합니다.',
        'Отвечает на запросы DNS; сервер BIND.',
        { tags: ['debian', 'rocky'] },
      ],
      [
        'unbound',
        'Resolves DNS names for clients and keeps the answers for a while.',
        '클라이언트 대신 DNS 이름을 찾고 응답을 잠시 보관합니다.',
        'Разрешает имена DNS для клиентов и кеширует ответы.',
      ],
      [
        'dnsmasq',
        'Gives a small network names and addresses (DNS and DHCP).',
        '작은 네트워크에 이름과 주소(DNS, DHCP)를 제공합니다.',
        'Обслуживает имена и адреса небольшой сети (DNS и DHCP).',
      ],
      [
        'pdns_server',
        'Answers DNS questions from a database, with PowerDNS.',
        'PowerDNS로 데이터베이스의 내용을 써서 DNS 질의에 응답합니다.',
        'Отвечает на запросы DNS из базы данных; сервер PowerDNS.',
      ],
      [
        'pdns_recursor',
        'Resolves DNS names for clients, with PowerDNS.',
        'PowerDNS로 클라이언트의 DNS 이름을 찾아 줍니다.',
        'Разрешает имена DNS для клиентов; PowerDNS Recursor.',
      ],
      [
        'nsd',
        'Serves DNS zones and nothing else.',
        'DNS 영역 정보만 제공합니다.',
        'Обслуживает зоны DNS и больше ничего.',
      ],
      [
        'knotd',
        'Serves DNS zones at high speed, as Knot DNS.',
        'Knot DNS로 DNS 영역 정보를 빠르게 제공합니다.',
        'Быстро обслуживает зоны DNS; сервер Knot DNS.',
      ],
      [
        'coredns',
        'Resolves names, mostly inside a Kubernetes cluster.',
        '주로 쿠버네티스 클러스터 안에서 이름을 찾아 줍니다.',
        'Разрешает имена, чаще всего внутри кластера Kubernetes.',
        { tags: ['kubernetes'] },
      ],
      [
        'pihole-FTL',
        'Blocks advertising for a whole network through DNS (Pi-hole).',
        'DNS를 통해 네트워크 전체의 광고를 막습니다(Pi-hole).',
        'Блокирует рекламу во всей сети через DNS (Pi-hole).',
      ],
      [
        'stubby',
        'Sends DNS questions encrypted over TLS.',
        'DNS 질의를 TLS로 암호화해 보냅니다.',
        'Отправляет запросы DNS зашифрованными по TLS.',
      ],
      [
        'nscd',
        'Keeps answers about users, groups and host names in memory.',
        '사용자, 그룹, 호스트 이름 조회 결과를 메모리에 보관합니다.',
        'Держит в памяти ответы о пользователях, группах и именах узлов.',
        { category: 'accounts' },
      ],
    ],
  },
]
