import { expect, it } from 'vitest'
import { alertName, cipherName, isWeakVersion, versionName } from './report-names.ts'

it('numbers of a report have the names of their registries', () => {
  expect(['0x7f1c', '0xfb1a'].map(versionName)).toEqual(['TLS 1.3 (draft 28)', 'TLS 1.3 (draft 26)'])
  expect(['0x0304', '0x0002', '0xfefd', '0x0305'].map(versionName)).toEqual([
    'TLS 1.3',
    'SSL 2.0',
    'DTLS 1.2',
    '0x0305',
  ])
  expect(['0x0303', '0x0302', '0xfeff'].map(isWeakVersion)).toEqual([false, true, true])
  expect(['0x1301', '0xc02f', '0xffff'].map(cipherName)).toEqual([
    'TLS_AES_128_GCM_SHA256',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    '0xffff',
  ])
  expect(['2.40', '1.0', '1.200'].map(alertName)).toEqual(['Handshake Failure (fatal)', 'Close Notify', '200'])
})
