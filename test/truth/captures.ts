/** The captures of a folder with what tshark says of them, and our report of each, made in this process. */
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createAnalysis } from '../../src/decoder/analysis.ts'
import type { Report } from '../../src/decoder/report.ts'
import { type Comparison, compareReport } from './compare.ts'
import { type ComparedReport, parseTruth } from './facts.ts'

const PIECE = 1 << 20

export interface TruthCase {
  readonly capture: string
  readonly file: string
  readonly truthFile: string
}

export function findCases(captures: string, truth = join(captures, 'truth')): readonly TruthCase[] {
  return readdirSync(captures)
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .sort()
    .map((name) => {
      const capture = basename(name).replace(/\.pcap(ng)?$/, '')
      return { capture, file: join(captures, name), truthFile: join(truth, `${capture}.json`) }
    })
    .filter(({ truthFile }) => existsSync(truthFile))
}

function demandAll({ dns, tls, http, tcp, ...report }: Report): ComparedReport {
  if (!dns || !tls || !http || !tcp) throw new Error('a full report says something of DNS, TLS, HTTP and TCP')
  return { ...report, dns, tls, http, tcp }
}

export function analyseFile(file: string): ComparedReport {
  const analysis = createAnalysis({ level: 'full' })
  const source = openSync(file, 'r')
  try {
    for (;;) {
      const piece = new Uint8Array(PIECE)
      const length = readSync(source, piece)
      if (length === 0) return demandAll(analysis.finish())
      analysis.push(piece.subarray(0, length))
    }
  } finally {
    closeSync(source)
  }
}

export const compareCase = ({ capture, file, truthFile }: TruthCase): Comparison =>
  compareReport(capture, analyseFile(file), parseTruth(readFileSync(truthFile, 'utf8')))
