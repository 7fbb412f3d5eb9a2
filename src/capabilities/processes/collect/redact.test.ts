import { describe, expect, it } from 'vitest'
import { HIDDEN, redactArguments, redactText, redactVariable } from './redact.ts'

const H = HIDDEN
describe('secrets in arguments', () => {
  it.each([
    ['app --password=hunter2 --port 80', `app --password=${H} --port 80`],
    ['app --password hunter2 -v', `app --password ${H} -v`],
    ['app --password --verbose', 'app --password --verbose'],
    ['app --db-pass=x --db-user=bob', `app --db-pass=${H} --db-user=bob`],
    ['app --passwd x', `app --passwd ${H}`],
    ['app -password x', `app -password ${H}`],
    ['app --token=abc --api-key def --apikey=1', `app --token=${H} --api-key ${H} --apikey=${H}`],
    ['app --client-secret=x --access_key=y', `app --client-secret=${H} --access_key=${H}`],
    ['app --password-file=/run/secret --token-file /t', 'app --password-file=/run/secret --token-file /t'],
    ['app --secret-name=db --passphrase=x', `app --secret-name=db --passphrase=${H}`],
    ['java -Dspring.datasource.password=x -jar a.jar', `java -Dspring.datasource.password=${H} -jar a.jar`],
    ['java -Djavax.net.ssl.keyStorePassword=changeit A', `java -Djavax.net.ssl.keyStorePassword=${H} A`],
    ['mysql -uroot -psecret db', `mysql -uroot -p${H} db`],
    ['/usr/bin/mysqldump -p db', '/usr/bin/mysqldump -p db'],
    ['mariadb -psecret', `mariadb -p${H}`],
    ['sshd -p 22', 'sshd -p 22'],
    ['ssh -p2222 host', 'ssh -p2222 host'],
    ['sshpass -p secret ssh a@b', `sshpass -p ${H} ssh a@b`],
    ['sshpass -psecret ssh a@b', `sshpass -p${H} ssh a@b`],
    ['redis-cli -a secret ping', `redis-cli -a ${H} ping`],
    ['docker login -u bob -p secret', `docker login -u bob -p ${H}`],
    ['mongosh -u bob -p secret', `mongosh -u bob -p ${H}`],
    ['zip -P secret a.zip b', `zip -P ${H} a.zip b`],
    ['7z x -psecret a.7z', `7z x -p${H} a.7z`],
    ['curl -u bob:secret https://x', `curl -u bob:${H} https://x`],
    ['curl --user bob:secret https://x', `curl --user bob:${H} https://x`],
    ['smbclient -U bob%secret //s/x', `smbclient -U bob%${H} //s/x`],
    ['ldapsearch -D cn=a -w secret', `ldapsearch -D cn=a -w ${H}`],
    ['snmpget -v2c -c private 10.0.0.1', `snmpget -v2c -c ${H} 10.0.0.1`],
    ['env AWS_SECRET_ACCESS_KEY=abc run', `env AWS_SECRET_ACCESS_KEY=${H} run`],
    ['env PGPASSWORD=abc MYSQL_PWD=x psql', `env PGPASSWORD=${H} MYSQL_PWD=${H} psql`],
    ['docker run -e POSTGRES_PASSWORD=abc pg', `docker run -e POSTGRES_PASSWORD=${H} pg`],
    ['psql postgres://bob:secret@db/x', `psql postgres://bob:${H}@db/x`],
    ['git clone https://bob:p%40ss@host/x.git', `git clone https://bob:${H}@host/x.git`],
    ['app redis://:secret@host:6379', `app redis://:${H}@host:6379`],
    ['wget https://x/y?token=abc&a=1', `wget https://x/y?token=${H}&a=1`],
    ['wget https://x/y?a=1&api_key=abc', `wget https://x/y?a=1&api_key=${H}`],
    ['wget https://s3/x?X-Amz-Signature=ab12', `wget https://s3/x?X-Amz-Signature=${H}`],
    ['openssl rsa -passin pass:secret', `openssl rsa -passin pass:${H}`],
    ['net use \\\\s\\x /p:secret', `net use \\\\s\\x /p:${H}`],
    ['nginx -g daemon', 'nginx -g daemon'],
    ['rsync -avz --partial a b', 'rsync -avz --partial a b'],
  ])('%s', (line, expected) => {
    expect(redactArguments(line.split(' ')).join(' ')).toBe(expected)
  })
  it('finds them inside one argument', () => {
    expect(redactArguments(['curl', '-H', 'Authorization: Bearer abcdef123456', 'https://x'])).toEqual([
      'curl',
      '-H',
      `Authorization: Bearer ${H}`,
      'https://x',
    ])
    expect(redactArguments(['curl', '-H', 'X-Api-Key: abc'])[2]).toBe(`X-Api-Key: ${H}`)
    expect(redactArguments(['curl', '-d', '{"password":"secret","a":1}'])[2]).toBe(`{"password":"${H}","a":1}`)
    expect(redactArguments(['sh', '-c', 'PASS=1 mysql --password=secret -e x'])[2]).not.toContain('secret')
    expect(redactArguments(['sh', '-c', 'export AWS_SECRET_ACCESS_KEY=zzz9; run'])[2]).not.toContain('zzz9')
    expect(redactArguments(['sqlcmd', '-Q', 'Server=x;Password=secret;Database=y'])[2]).toBe(
      `Server=x;Password=${H};Database=y`,
    )
  })
})

describe('no secret gets past', () => {
  const S = 'zz9'
  it.each([
    [['app', '{"db":{"password":"my zz9"}}']],
    [['app', '{\\"password\\":\\"my zz9\\",\\"a\\":1}']],
    [['app', '{"clientSecret":"zz9","accessToken": "zz9","apiKey":"zz9","privateKey":"zz9"}']],
    [['app', '--config={"apiKey":"zz9"}']],
    [['sh', '-c', 'mysql --password zz9 -e x']],
    [['sh', '-c', "mysql --password 'a zz9' -e x"]],
    [['sh', '-c', 'mysql -uroot -pzz9 db']],
    [['bash', '-c', 'curl -u bob:zz9 https://x']],
    [['sh', '-c', "DB_PASS='my zz9' run"]],
    [['sh', '-c', 'export TOKEN=zz9; run']],
    [['mysqld: --password zz9 db']],
    [['curl', '-ubob:zz9', 'x']],
    [['curl', '--user=bob:zz9', 'x']],
    [['curl', '-b', 'sid=zz9', 'x']],
    [['lftp', '-u', 'bob,zz9', 'h']],
    [['sqlplus', '-s', 'bob/zz9@db']],
    [['mysqladmin', '-u', 'root', 'password', 'zz9']],
    [['openssl', 'enc', '-k', 'zz9']],
    [['htpasswd', '-b', 'f', 'bob', 'zz9']],
    [['plink', '-pw', 'zz9', 'h']],
    [['app', '--pin', 'zz9', '--clientSecret', 'zz9', '--license-key', 'zz9', '--secret-id', 'zz9']],
    [['app', '--clientSecret=zz9', '--accessKey=zz9', '-DprivateToken=zz9', '/token:zz9']],
    [['aws', 'configure', 'set', 'aws_secret_access_key', 'zz9']],
    [['npm', 'config', 'set', '//registry.example/:_authToken', 'zz9']],
    [['docker', 'run', '--env=DB_PASSWORD=zz9', '-eDB_PASSWORD=zz9', 'img']],
    [['helm', '--set-string=auth.rootPassword=zz9']],
    [['app', 'AccountName=a;AccountKey=zz9==', 'Endpoint=sb://x/;SharedAccessKey=zz9']],
    [['psql', "host=h password='a zz9' user=b"]],
    [['python3', '-c', 'connect(password = "a zz9")']],
    [['app', 'https://x/#access_token=zz9', 'https://hooks.slack.com/services/T0/B0/zz9']],
    [['app', 'https://api.telegram.org/bot12:zz9/sendMessage', 'https://discord.com/api/webhooks/1/zz9']],
    [['app', 'postgres://bob:se/zz9@db/x', 'amqp://g:zz9@h,amqp://g:zz9@i']],
    [['git', 'clone', `https://${'zz9'.repeat(8)}@github.com/x.git`]],
    [['app', `https://x/?token=${'a'.repeat(5000)}zz9`, `Bearer ${'a'.repeat(9000)}zz9`]],
    [['app', `x -----BEGIN PRIVATE KEY-----${'a'.repeat(20_000)}zz9`]],
  ])('%j', (argv) => expect(redactArguments(argv).join(' ')).not.toContain(S))
  it.each([
    'postgres: walwriter',
    'sshd: bob [priv]',
    'sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups',
    'php-fpm: pool www',
    '/usr/bin/dbus-daemon --system --address=systemd: --nofork --nopidfile --systemd-activation',
    'docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 80 -container-ip 172.17.0.2 -container-port 80',
    'ssh -i /home/bob/.ssh/id_rsa -p 2222 bob@host',
    'java -cp a.jar:b.jar -Xmx2g -Dfile.encoding=UTF-8 org.example.Main',
    'app http://localhost:8080/path?mail=bob@example.org',
    'python3 -c import http.server as s; s.main(port=80)',
  ])('and %s stays as it is', (line) => {
    expect(redactArguments(line.split(' ')).join(' ')).toBe(line)
    expect(redactArguments([line]).join(' ')).toBe(line)
  })
})

describe('secrets in text', () => {
  it.each([
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc', H],
    ['ghp_abcdefghijklmnopqrstuvwxyz0123456789', H],
    ['id AKIAIOSFODNN7EXAMPLE', `id ${H}`],
    ['Basic dXNlcjpwYXNz', `Basic ${H}`],
    ['postgres: writer process', 'postgres: writer process'],
    ['nginx: master process /usr/sbin/nginx', 'nginx: master process /usr/sbin/nginx'],
  ])('%s', (text, expected) => expect(redactText(text)).toBe(expected))
  it('is quick on hostile text', () => {
    const hostile = [
      `a://${'x:'.repeat(50_000)}`,
      ` password${' '.repeat(50_000)}`,
      '?'.repeat(50_000),
      'eyJ'.repeat(20_000),
      '-----BEGIN '.repeat(5000),
      '-----BEGIN PRIVATE KEY-----'.repeat(1200),
      '"\\"'.repeat(11_000),
      'a://b:c '.repeat(4000),
      `${'password='.repeat(3600)}`,
      '-eyJ'.repeat(8000),
      `sh ${'-p '.repeat(10_000)}`,
    ]
    const startMs = performance.now()
    for (const text of hostile) redactArguments([text])
    expect(performance.now() - startMs).toBeLessThan(1500)
  })
})

it('takes secrets out of the environment', () => {
  expect(['PATH=/bin', 'DB_PASSWORD=x', 'GITHUB_TOKEN=y', 'SSH_AUTH_SOCK=/tmp/a'].map(redactVariable)).toEqual([
    'PATH=/bin',
    `DB_PASSWORD=${H}`,
    `GITHUB_TOKEN=${H}`,
    'SSH_AUTH_SOCK=/tmp/a',
  ])
})
