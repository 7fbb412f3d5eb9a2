import { readFileSync } from 'node:fs'
import { Check } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../core/clock.ts'
import type { ToolAnswer, WindowsTools } from '../../../core/windows/ask.ts'
import { vitalsSchema } from '../schema.ts'
import { createWindowsSampler } from './sampler.ts'
import { parseReading, toVitals, VITALS_SCRIPT } from './vitals.ts'

const read = (name: string) => readFileSync(new URL(`../testdata/windows/${name}`, import.meta.url))
const SILENT: ToolAnswer = { code: 0, stdout: Buffer.alloc(0) }
const BOOT_MS = 1_795_237_200_000

function sample(answer: (file: string, args: readonly string[]) => ToolAnswer, atMs = BOOT_MS + 3_600_000) {
  const tools: WindowsTools = { run: async (file, args) => answer(file, args), runNow: answer }
  return createWindowsSampler({ clock: createFakeClock(atMs), tools, timeoutMs: 1000, cores: 2 }).sample(10_000)
}
const wmic = (texts: Readonly<Record<string, string>>) => (file: string, args: readonly string[]) => {
  const text = file === 'wmic.exe' ? texts[args.slice(0, args.indexOf('get')).join(' ')] : undefined
  return text === undefined ? SILENT : { code: 0, stdout: Buffer.from(text) }
}

describe('a sample of Windows', () => {
  it('is PowerShell’s answer', async () => {
    const vitals = await sample(() => ({ code: 0, stdout: read('powershell.json') }))
    expect(Check(vitalsSchema, vitals)).toBe(true)
    expect(vitals).toEqual({
      atMs: BOOT_MS + 3_600_000,
      everyMs: 10_000,
      facts: {
        hostname: 'FILES-1',
        cores: 2,
        systemd: false,
        kernel: '10.0.20348',
        architecture: '64-разрядная',
        distribution: { id: 'windows', name: 'Майкрософт Windows Server 2022 Standard', version: '10.0.20348' },
        bootAtMs: BOOT_MS,
      },
      uptimeSeconds: 3600,
      cpu: {
        busyPercent: 40,
        userPercent: 32,
        systemPercent: 8,
        idlePercent: 60,
        nicePercent: 0,
        iowaitPercent: 0,
        stealPercent: 0,
        cores: [30, 50],
      },
      memory: {
        totalBytes: 16 * 2 ** 30,
        availableBytes: 6 * 2 ** 30,
        usedBytes: 10 * 2 ** 30,
        freeBytes: 6 * 2 ** 30,
        cachedBytes: 0,
        buffersBytes: 0,
      },
      swap: { totalBytes: 2 * 2 ** 30, usedBytes: 2 ** 29, availableBytes: 3 * 2 ** 29 },
      filesystems: [
        {
          mount: 'C:\\',
          device: 'C:',
          type: 'NTFS',
          readOnly: false,
          state: 'ok',
          sizeBytes: 100_000_000_000,
          freeBytes: 25_000_000_000,
          usedBytes: 75_000_000_000,
          usedPercent: 75,
        },
      ],
      blockDevices: [],
      interfaces: [],
      temperatures: [],
    })
  })
  it('is wmic’s, where PowerShell says nothing', async () => {
    const vitals = await sample(
      wmic({
        os: '\r\r\nCSName=PC\r\r\nFreePhysicalMemory=1024\r\r\nLastBootUpTime=20261121150000.000000+540\r\r\nTotalVisibleMemorySize=4096\r\r\n',
        logicaldisk: 'DeviceID=C:\r\r\nDriveType=3\r\r\nFileSystem=NTFS\r\r\nFreeSpace=10\r\r\nSize=40\r\r\n',
        'path Win32_PerfFormattedData_PerfOS_Processor': 'Name=_Total\r\r\nPercentProcessorTime=12\r\r\n',
      }),
      Date.UTC(2026, 10, 21, 6, 1),
    )
    expect(vitals).toMatchObject({
      facts: { hostname: 'PC' },
      uptimeSeconds: 60,
      cpu: { busyPercent: 12 },
      memory: { totalBytes: 4 * 2 ** 20, availableBytes: 2 ** 20 },
      filesystems: [{ mount: 'C:\\', usedPercent: 75 }],
    })
    expect(vitals.swap).toBeUndefined()
  })
  it('is what wine has: no processor counters, no page files', async () => {
    const vitals = await sample((file, [what]) =>
      file === 'wmic.exe' && (what === 'os' || what === 'logicaldisk')
        ? { code: 0, stdout: read(`wine-${what}.bin`) }
        : { ...SILENT, code: 255 },
    )
    expect(Check(vitalsSchema, vitals)).toBe(true)
    expect(vitals.facts.distribution).toMatchObject({ id: 'windows', name: 'Microsoft Windows 10 Pro' })
    expect(vitals.memory?.totalBytes).toBe(24_684_092 * 1024)
    expect(vitals.filesystems.map(({ mount }) => mount)).toEqual(['C:\\', 'Z:\\'])
    expect(vitals.cpu).toBeUndefined()
  })
  it.each<[string, ToolAnswer]>([
    ['nothing', SILENT],
    ['no system', { code: 0, stdout: Buffer.from('{"disks":[]}') }],
    ['a system without memory', { code: 0, stdout: Buffer.from('{"system":{"Caption":"x"}}') }],
    ['a failure', { code: 1, stdout: read('powershell.json') }],
    ['half an answer', { code: 0, stdout: read('powershell.json').subarray(0, 300) }],
  ])('is a failure, never an empty one: %s', async (_, answer) => {
    await expect(sample(() => answer)).rejects.toThrow('host.windows-silent')
  })
  it('never fails on rows of any form', () => {
    for (const value of [
      null,
      '',
      'x',
      -1,
      2 ** 70,
      [],
      {},
      true,
      [{ Name: '_Total' }],
      [{ DeviceID: 'C:', Size: 'x', DriveType: 3 }],
    ]) {
      const reading = parseReading({
        system: { TotalVisibleMemorySize: 1, LastBootUpTime: value, Caption: value },
        disks: value,
        pageFiles: value,
        processors: value,
      })
      if (!reading) throw new Error('there was a system in it')
      expect(Check(vitalsSchema, toVitals(reading, { atMs: 1, everyMs: 1, cores: 1 }))).toBe(true)
    }
  })
  it('is asked in words that need no quoting', () => expect(VITALS_SCRIPT).not.toMatch(/["#]/))
})
