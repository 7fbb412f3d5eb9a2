/** Two passes over all TCP connections: which of them a question need look at. The rest, usually nearly all, is left alone. */
import type { FlowTable } from '../flows/flow-table.ts'
import type { TcpTable } from '../flows/tcp-table.ts'
import { Sketch } from '../sketch.ts'
import { Connection } from './connection.ts'

/** Doors tried by one machine without an answer that may be a scan or a sweep. */
export const FEWEST_DOORS = 20
/** Of the doors tried, so many may have opened and led to a talk. */
export const MOST_TALKS = 0.3
/** Connections to one service that were never made. */
export const FEWEST_UNMADE = 3
export const FEWEST_RESENT = 3
/** A handshake or an answer as slow as this is noticed by people. */
export const SLOW_US = 300_000

export class ConnectionSurvey {
  /** Of one machine to one machine, and of one machine to one port. */
  readonly scanning: number[] = []
  readonly sweeping: number[] = []
  readonly unmade: number[] = []
  readonly resending: number[] = []
  readonly slow: number[] = []
  /** Pointed at a connection by whoever looks at one. */
  readonly one: Connection

  constructor(flows: FlowTable, table: TcpTable) {
    const one = new Connection(flows, table)
    this.one = one
    // Few connections come to nothing; where most do, neighbours share a cell and a few more are looked at.
    const few = table.count >> 2
    const scans = new Sketch(few)
    const sweeps = new Sketch(few)
    const unmade = new Sketch(few)
    for (let index = 0; index < table.count; index++) {
      one.move(index)
      if (one.resent(0) >= FEWEST_RESENT || one.resent(1) >= FEWEST_RESENT) this.resending.push(index)
      if (one.slowestUs >= SLOW_US || one.handshakeNs >= SLOW_US * 1000) this.slow.push(index)
      if (!one.asked || one.used) continue
      scans.add(one.addressWord(0), one.addressWord(1))
      sweeps.add(one.addressWord(0), one.port(1))
      if (!one.made) unmade.add(one.addressWord(1), one.port(1))
    }
    const fewest = FEWEST_DOORS * (1 - MOST_TALKS)
    if (scans.most < fewest && sweeps.most < fewest && unmade.most < FEWEST_UNMADE) return
    for (let index = 0; index < table.count; index++) {
      one.move(index)
      if (!one.asked) continue
      if (scans.atLeast(one.addressWord(0), one.addressWord(1), fewest)) this.scanning.push(index)
      if (sweeps.atLeast(one.addressWord(0), one.port(1), fewest)) this.sweeping.push(index)
      if (unmade.atLeast(one.addressWord(1), one.port(1), FEWEST_UNMADE)) this.unmade.push(index)
    }
  }
}
