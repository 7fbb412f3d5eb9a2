import { expect, it } from 'vitest'
import { chooseParticles } from './particles.ts'

it.each([
  ['10.0.0.1이(가) 10.0.0.2을(를) 두드립니다', '10.0.0.1이 10.0.0.2를 두드립니다'],
  ['포트 80은(는)', '포트 80은'],
  ['파일 “기록”이(가) 없습니다', '파일 “기록”이 없습니다'],
  ['메모와(과) 캡처을(를)', '메모와 캡처를'],
  ['서울(으)로 443(으)로 7(으)로 부산(으)로', '서울로 443으로 7로 부산으로'],
  ['trace.pcap이(가) 비어 있습니다', 'trace.pcap이(가) 비어 있습니다'],
  ['없음', '없음'],
])('%s → %s', (text, said) => {
  expect(chooseParticles(text)).toBe(said)
})
