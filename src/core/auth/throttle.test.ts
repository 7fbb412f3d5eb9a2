import { describe, expect, test } from 'vitest'
import { createFakeClock } from '../clock.ts'
import { createThrottle, toThrottleAddress } from './throttle.ts'

const MINUTE = 60_000

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:aaaa::1', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002:bbbb:1:2:3', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['unknown', 'unknown'],
])('%s counts as %s', (address, expected) => {
  expect(toThrottleAddress(address)).toBe(expected)
})

describe('tries', () => {
  test('of one account from one address wait longer and longer, up to a quarter of an hour', () => {
    const clock = createFakeClock()
    const throttle = createThrottle(clock)
    const waits: number[] = []
    for (let tries = 0; tries < 20; tries++) {
      const waitMs = throttle.begin('anna', '192.0.2.7')
      waits.push(waitMs)
      if (waitMs > 0) clock.advance(waitMs)
    }
    expect(waits.slice(0, 9)).toEqual([0, 0, 0, 0, 0, 1_000, 0, 2_000, 0])
    expect(Math.max(...waits)).toBe(128_000)
    for (let tries = 0; tries < 20; tries++) clock.advance(throttle.begin('anna', '192.0.2.7'))
    expect(throttle.begin('anna', '192.0.2.7')).toBeLessThanOrEqual(15 * MINUTE)
  })
  test('while waiting do not make the wait longer', () => {
    const clock = createFakeClock()
    const throttle = createThrottle(clock)
    for (let tries = 0; tries < 5; tries++) throttle.begin('anna', 'a')
    for (let tries = 0; tries < 1_000; tries++) expect(throttle.begin('anna', 'a')).toBe(1_000)
    clock.advance(1_000)
    expect(throttle.begin('anna', 'a')).toBe(0)
  })
  test('from elsewhere do not shut the person out', () => {
    const throttle = createThrottle(createFakeClock())
    for (let tries = 0; tries < 1_000; tries++) throttle.begin('anna', '203.0.113.5')
    expect(throttle.begin('anna', '192.0.2.7')).toBe(0)
  })
  test('of many names from one address wait too', () => {
    const throttle = createThrottle(createFakeClock())
    const went = Array.from({ length: 200 }, (_, index) => throttle.begin(`name${index}`, 'a')).filter((ms) => ms === 0)
    expect(went.length).toBe(50)
    expect(throttle.begin('another', 'b')).toBe(0)
  })
  test('that were right are forgiven, and being right does not open the door for others', () => {
    const throttle = createThrottle(createFakeClock())
    for (let tries = 0; tries < 200; tries++) {
      expect(throttle.begin('anna', 'a')).toBe(0)
      throttle.succeeded('anna', 'a')
    }
    let wrong = 0
    while (throttle.begin(`guess${wrong}`, 'a') === 0) {
      wrong++
      if (throttle.begin('mallory', 'a') === 0) throttle.succeeded('mallory', 'a')
    }
    expect(wrong).toBe(50)
  })
  test('are forgotten after a quiet hour', () => {
    const clock = createFakeClock()
    const throttle = createThrottle(clock)
    for (let tries = 0; tries < 5; tries++) throttle.begin('anna', 'a')
    clock.advance(60 * MINUTE)
    for (let tries = 0; tries < 5; tries++) expect(throttle.begin('anna', 'a')).toBe(0)
  })
  test('take bounded memory', () => {
    const throttle = createThrottle(createFakeClock())
    for (let tries = 0; tries < 50_000; tries++)
      throttle.begin('anna', `10.${tries >> 16}.${tries >> 8}.${tries & 255}`)
    expect(throttle.rows()).toBeLessThanOrEqual(20_000)
  })
})
