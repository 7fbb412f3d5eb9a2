/** Numbers of TLS and DTLS: what a record holds (RFC 8446 §5.1), and what a handshake message is (RFC 8446 §4). */

export const CHANGE_CIPHER_SPEC = 20
export const ALERT = 21
export const HANDSHAKE = 22
export const APPLICATION_DATA = 23

export const CLIENT_HELLO = 1
export const SERVER_HELLO = 2
export const ENCRYPTED_EXTENSIONS = 8
export const CERTIFICATE = 11
export const KEY_UPDATE = 24
