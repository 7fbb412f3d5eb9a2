/** What was seen of TLS over TCP and in QUIC, or of DTLS: one of these for each. */
import { type Certificate, parseCertificates } from '../applications/tls/certificate.ts'
import { type ClientHello, parseClientHello } from '../applications/tls/client-hello.ts'
import { encryptedAlpn } from '../applications/tls/extensions.ts'
import { parseServerHello } from '../applications/tls/server-hello.ts'
import { CERTIFICATE, CLIENT_HELLO, ENCRYPTED_EXTENSIONS, SERVER_HELLO } from '../applications/tls/types.ts'
import { BoundedCounts } from './bounded-counts.ts'
import type { Sight } from './sight.ts'

const MOST_NAMES = 100_000
const MOST_FINGERPRINTS = 10_000
const MOST_CERTIFICATES = 2_000

export interface SeenCertificate {
  readonly certificate: Certificate
  /** First frame it was in, and the flow. */
  readonly frame: number
  readonly flow: number
  readonly atNs: number
  count: number
}
/** The first time something worth telling was seen. */
export interface Seen {
  readonly frame: number
  readonly flow: number
  count: number
}

export class TlsFacts {
  readonly sni = new BoundedCounts(MOST_NAMES)
  readonly ja3 = new BoundedCounts(MOST_FINGERPRINTS)
  readonly ja4 = new BoundedCounts(MOST_FINGERPRINTS)
  readonly ja3s = new BoundedCounts(MOST_FINGERPRINTS)
  readonly alpn = new BoundedCounts(1_000)
  /** Negotiated versions and cipher suites, by number. */
  readonly versions = new Map<number, Seen>()
  readonly ciphers = new Map<number, Seen>()
  readonly handshakeTypes = new BoundedCounts(256)
  /** `level.description` → how often. */
  readonly alerts = new BoundedCounts(1_000)
  /** By fingerprint. */
  readonly certificates = new Map<string, SeenCertificate>()
  clientHellos = 0
  serverHellos = 0
  readonly #sight: Sight

  constructor(sight: Sight) {
    this.#sight = sight
  }

  /** One handshake message: `start` is its body, after the header of four bytes. */
  handshake(type: number, view: DataView, start: number, end: number, transport: 't' | 'q' | 'd'): void {
    this.handshakeTypes.add(String(type))
    if (type === CLIENT_HELLO) this.clientHello(parseClientHello(view, start, end, transport))
    else if (type === SERVER_HELLO) this.#serverHello(view, start, end)
    else if (type === ENCRYPTED_EXTENSIONS) this.#agreed(encryptedAlpn(view, start, end))
    else if (type === CERTIFICATE) for (const one of parseCertificates(view, start, end)) this.#certificate(one)
  }

  clientHello(hello: ClientHello | undefined): void {
    if (!hello) return
    this.clientHellos++
    if (hello.sni !== undefined) this.sni.add(hello.sni)
    if (hello.ja3 !== '') this.ja3.add(hello.ja3)
    if (hello.ja4 !== '') this.ja4.add(hello.ja4)
  }

  #serverHello(view: DataView, start: number, end: number): void {
    const hello = parseServerHello(view, start, end)
    if (!hello || hello.helloRetry) return
    this.serverHellos++
    this.#see(this.versions, hello.version)
    this.#see(this.ciphers, hello.cipher)
    this.#agreed(hello.alpn)
    if (hello.ja3s !== '') this.ja3s.add(hello.ja3s)
  }

  #agreed(alpn: string | undefined): void {
    if (alpn !== undefined) this.alpn.add(alpn)
  }

  #see(seen: Map<number, Seen>, what: number): void {
    const known = seen.get(what)
    if (known) known.count++
    else seen.set(what, { frame: this.#sight.frame, flow: this.#sight.flow, count: 1 })
  }

  #certificate(certificate: Certificate): void {
    const known = this.certificates.get(certificate.fingerprint)
    if (known) known.count++
    else if (this.certificates.size < MOST_CERTIFICATES) {
      const { frame, flow, atNs } = this.#sight
      this.certificates.set(certificate.fingerprint, { certificate, frame, flow, atNs, count: 1 })
    }
  }

  alert(level: number, description: number): void {
    this.alerts.add(`${level}.${description}`)
  }
}
