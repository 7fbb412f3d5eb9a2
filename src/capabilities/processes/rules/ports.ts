/** Ports worth a word: what answers there, who usually holds it, why it matters. Words: texts `processes.port.<id>`, `processes.port-why.<kind>`. */

export const PORT_KINDS = [
  'web',
  'database',
  /** Neither encrypts nor asks who is there unless told to. */
  'plain-database',
  'remote',
  'plain-remote',
  /** Runs whatever it is sent. */
  'debug',
  'files',
  'mail',
  'naming',
  'network',
  'monitoring',
  'queue',
  'proxy',
  'vpn',
  'directory',
  'printing',
  'voice',
] as const
export type PortKind = (typeof PORT_KINDS)[number]

export interface KnownPort {
  readonly port: number
  readonly protocol: 'tcp' | 'udp' | 'both'
  readonly id: string
  readonly kind: PortKind
  /** Programs that usually hold it; anybody may when absent. */
  readonly owners?: readonly string[]
}

/** Open beyond the machine it is danger, whoever holds it. */
export const isControl = ({ kind }: KnownPort): boolean =>
  kind === 'plain-database' || kind === 'plain-remote' || kind === 'debug'

const WEB =
  'nginx apache2 httpd lighttpd caddy traefik haproxy envoy varnishd h2o openresty litespeed node nodejs bun deno java python python3 ruby puma php php-fpm dotnet beam.smp gunicorn uvicorn uwsgi docker-proxy svchost system vedette'
const row = (
  port: number,
  protocol: KnownPort['protocol'],
  id: string,
  kind: PortKind,
  owners?: string,
): KnownPort => ({ port, protocol, id, kind, ...(owners === undefined ? {} : { owners: owners.split(' ') }) })

export const ports: readonly KnownPort[] = [
  row(20, 'tcp', 'ftp-data', 'files', 'vsftpd proftpd pure-ftpd svchost'),
  row(21, 'tcp', 'ftp', 'files', 'vsftpd proftpd pure-ftpd pure-ftpd-mysql sftpgo svchost'),
  row(22, 'tcp', 'ssh', 'remote', 'sshd dropbear sftpgo tinysshd'),
  row(23, 'tcp', 'telnet', 'plain-remote', 'in.telnetd telnetd inetd xinetd'),
  row(25, 'tcp', 'smtp', 'mail', 'master postfix exim exim4 sendmail opensmtpd smtpd msexchangetransport'),
  row(
    53,
    'both',
    'dns',
    'naming',
    'named unbound dnsmasq systemd-resolved systemd-resolve pdns_server pdns_recursor coredns knotd kresd nsd bind9 pihole-ftl dns svchost',
  ),
  row(67, 'udp', 'dhcp', 'network', 'dhcpd dnsmasq kea-dhcp4 systemd-networkd systemd-network svchost'),
  row(
    68,
    'udp',
    'dhcp-client',
    'network',
    'dhclient dhcpcd networkmanager systemd-networkd systemd-network udhcpc svchost',
  ),
  row(69, 'udp', 'tftp', 'files', 'in.tftpd tftpd dnsmasq atftpd'),
  row(80, 'tcp', 'http', 'web', WEB),
  row(88, 'both', 'kerberos', 'directory', 'krb5kdc samba lsass'),
  row(110, 'tcp', 'pop3', 'mail', 'dovecot courier'),
  row(111, 'both', 'rpcbind', 'network', 'rpcbind portmap'),
  row(123, 'udp', 'ntp', 'network', 'chronyd ntpd ntpsec openntpd systemd-timesyncd svchost'),
  row(135, 'tcp', 'msrpc', 'remote', 'svchost rpcss'),
  row(137, 'udp', 'netbios-ns', 'naming', 'nmbd system'),
  row(138, 'udp', 'netbios-dgm', 'network', 'nmbd system'),
  row(139, 'tcp', 'netbios-ssn', 'files', 'smbd system'),
  row(143, 'tcp', 'imap', 'mail', 'dovecot courier cyrus'),
  row(161, 'udp', 'snmp', 'monitoring', 'snmpd snmp'),
  row(162, 'udp', 'snmp-trap', 'monitoring', 'snmptrapd telegraf zabbix_server'),
  row(179, 'tcp', 'bgp', 'network', 'bgpd bird bird2 gobgpd'),
  row(389, 'both', 'ldap', 'directory', 'slapd ns-slapd samba lsass'),
  row(443, 'both', 'https', 'web', WEB),
  row(445, 'tcp', 'smb', 'files', 'smbd ksmbd system'),
  row(464, 'both', 'kpasswd', 'directory', 'kadmind samba lsass'),
  row(465, 'tcp', 'smtps', 'mail', 'master postfix exim exim4 sendmail'),
  row(500, 'udp', 'ike', 'vpn', 'charon pluto svchost'),
  row(502, 'tcp', 'modbus', 'plain-remote'),
  row(512, 'tcp', 'rexec', 'plain-remote', 'in.rexecd inetd xinetd'),
  row(513, 'tcp', 'rlogin', 'plain-remote', 'in.rlogind inetd xinetd'),
  row(514, 'tcp', 'rsh', 'plain-remote', 'in.rshd inetd xinetd rsyslogd syslog-ng'),
  row(514, 'udp', 'syslog', 'monitoring', 'rsyslogd syslog-ng vector fluentd fluent-bit'),
  row(515, 'tcp', 'lpd', 'printing', 'lpd cupsd cups-lpd'),
  row(546, 'udp', 'dhcp6-client', 'network', 'dhclient dhcpcd networkmanager systemd-networkd systemd-network svchost'),
  row(547, 'udp', 'dhcp6', 'network', 'dhcpd kea-dhcp6 dnsmasq'),
  row(554, 'tcp', 'rtsp', 'voice', 'mediamtx rtsp-simple-server vlc'),
  row(587, 'tcp', 'submission', 'mail', 'master postfix exim exim4 sendmail'),
  row(623, 'udp', 'ipmi', 'plain-remote'),
  row(631, 'both', 'ipp', 'printing', 'cupsd cups-browsed'),
  row(636, 'tcp', 'ldaps', 'directory', 'slapd ns-slapd samba lsass'),
  row(853, 'tcp', 'dns-tls', 'naming', 'unbound knotd kresd coredns named stubby pihole-ftl'),
  row(873, 'tcp', 'rsync', 'files', 'rsync'),
  row(993, 'tcp', 'imaps', 'mail', 'dovecot courier cyrus'),
  row(995, 'tcp', 'pop3s', 'mail', 'dovecot courier'),
  row(1080, 'tcp', 'socks', 'proxy', 'danted sockd microsocks ss-server ssh'),
  row(1194, 'both', 'openvpn', 'vpn', 'openvpn'),
  row(1433, 'tcp', 'mssql', 'database', 'sqlservr'),
  row(1434, 'udp', 'mssql-browser', 'database', 'sqlbrowser sqlservr'),
  row(1521, 'tcp', 'oracle', 'database', 'tnslsnr oracle'),
  row(1723, 'tcp', 'pptp', 'vpn', 'pptpd svchost'),
  row(1812, 'udp', 'radius', 'directory', 'freeradius radiusd svchost'),
  row(1883, 'tcp', 'mqtt', 'queue', 'mosquitto emqx beam.smp vernemq nats-server'),
  row(2049, 'both', 'nfs', 'files', 'ganesha.nfsd nfsd'),
  row(2181, 'tcp', 'zookeeper', 'plain-database', 'java'),
  row(2375, 'tcp', 'docker', 'plain-remote', 'dockerd'),
  row(2376, 'tcp', 'docker-tls', 'remote', 'dockerd'),
  row(2379, 'tcp', 'etcd', 'plain-database', 'etcd'),
  row(2380, 'tcp', 'etcd-peer', 'database', 'etcd'),
  row(3000, 'tcp', 'web-app', 'web'),
  row(3128, 'tcp', 'squid', 'proxy', 'squid tinyproxy'),
  row(3260, 'tcp', 'iscsi', 'files', 'tgtd iscsid'),
  row(3306, 'tcp', 'mysql', 'database', 'mysqld mariadbd proxysql haproxy'),
  row(3389, 'both', 'rdp', 'remote', 'xrdp gnome-remote-desktop-daemon svchost termservice'),
  row(4369, 'tcp', 'epmd', 'queue', 'epmd'),
  row(4500, 'udp', 'ike-nat', 'vpn', 'charon pluto svchost'),
  row(5000, 'tcp', 'web-app', 'web'),
  row(5005, 'tcp', 'jdwp', 'debug', 'java'),
  row(5060, 'both', 'sip', 'voice', 'asterisk freeswitch kamailio opensips'),
  row(5222, 'tcp', 'xmpp', 'voice', 'prosody ejabberd beam.smp'),
  row(5353, 'udp', 'mdns', 'naming', 'avahi-daemon systemd-resolved systemd-resolve svchost chrome chromium firefox'),
  row(5355, 'both', 'llmnr', 'naming', 'systemd-resolved systemd-resolve svchost'),
  row(5432, 'tcp', 'postgresql', 'database', 'postgres postmaster pgbouncer pgpool haproxy'),
  row(5555, 'tcp', 'adb', 'plain-remote', 'adb adbd'),
  row(5601, 'tcp', 'kibana', 'web', 'node kibana'),
  row(5672, 'tcp', 'amqp', 'queue', 'beam.smp rabbitmq-server qpidd java'),
  row(5900, 'tcp', 'vnc', 'plain-remote', 'xvnc x11vnc vino-server tigervnc winvnc tvnserver qemu-system-x86_64'),
  row(5901, 'tcp', 'vnc', 'plain-remote', 'xvnc x11vnc xtigervnc tigervnc qemu-system-x86_64'),
  row(5984, 'tcp', 'couchdb', 'plain-database', 'beam.smp couchdb'),
  row(5985, 'tcp', 'winrm', 'plain-remote', 'svchost system'),
  row(5986, 'tcp', 'winrm-tls', 'remote', 'svchost system'),
  row(6000, 'tcp', 'x11', 'plain-remote', 'xorg x xwayland'),
  row(6379, 'tcp', 'redis', 'plain-database', 'redis-server valkey-server keydb-server'),
  row(6443, 'tcp', 'kubernetes', 'remote', 'kube-apiserver k3s-server k3s k0s rke2'),
  row(6667, 'tcp', 'irc', 'voice', 'inspircd ircd unrealircd ngircd znc'),
  row(7001, 'tcp', 'weblogic', 'web', 'java'),
  row(8000, 'tcp', 'web-app', 'web'),
  row(8080, 'tcp', 'http-alt', 'web'),
  row(8086, 'tcp', 'influxdb', 'plain-database', 'influxd influxdb3'),
  row(8125, 'udp', 'statsd', 'monitoring', 'statsd node telegraf netdata'),
  row(8443, 'tcp', 'https-alt', 'web'),
  row(8500, 'tcp', 'consul', 'plain-remote', 'consul'),
  row(8883, 'tcp', 'mqtt-tls', 'queue', 'mosquitto emqx beam.smp'),
  row(8888, 'tcp', 'jupyter', 'web'),
  row(9000, 'tcp', 'web-app', 'web'),
  row(9042, 'tcp', 'cassandra', 'plain-database', 'java scylla'),
  row(9090, 'tcp', 'prometheus', 'monitoring', 'prometheus cockpit-ws cockpit-tls systemd'),
  row(9092, 'tcp', 'kafka', 'queue', 'java redpanda'),
  row(9100, 'tcp', 'node-exporter', 'monitoring', 'node_exporter prometheus-node-exporter'),
  row(9200, 'tcp', 'elasticsearch', 'plain-database', 'java elasticsearch opensearch'),
  row(9229, 'tcp', 'node-inspector', 'debug', 'node nodejs'),
  row(9300, 'tcp', 'elasticsearch-peer', 'plain-database', 'java elasticsearch opensearch'),
  row(10000, 'tcp', 'webmin', 'remote', 'miniserv.pl perl'),
  row(10050, 'tcp', 'zabbix', 'monitoring', 'zabbix_agentd zabbix_agent2'),
  row(10250, 'tcp', 'kubelet', 'remote', 'kubelet k3s k0s'),
  row(11211, 'both', 'memcached', 'plain-database', 'memcached'),
  row(15672, 'tcp', 'rabbitmq', 'web', 'beam.smp rabbitmq-server'),
  row(26257, 'tcp', 'cockroachdb', 'database', 'cockroach'),
  row(27017, 'tcp', 'mongodb', 'plain-database', 'mongod mongos'),
  row(33060, 'tcp', 'mysql-x', 'database', 'mysqld'),
  row(50000, 'tcp', 'db2', 'database', 'db2sysc java'),
  row(61616, 'tcp', 'activemq', 'queue', 'java'),
]

const byPort = new Map(
  ports.flatMap((known) =>
    (known.protocol === 'both' ? (['tcp', 'udp'] as const) : [known.protocol]).map(
      (protocol) => [`${protocol} ${known.port}`, known] as const,
    ),
  ),
)
export const findPort = (protocol: 'tcp' | 'udp', port: number): KnownPort | undefined =>
  byPort.get(`${protocol} ${port}`)
