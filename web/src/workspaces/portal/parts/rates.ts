import type { Kept, Statistics } from '@/api/statistics'
import type { ClockKind } from '@/api/types'

/** The order in which a ticket meets its clocks. */
export const KINDS: ClockKind[] = ['response', 'escalate', 'arrive', 'restore', 'resolve']

export function add(all: Kept[]): Kept {
  return all.reduce((sum, one) => ({ met: sum.met + one.met, breached: sum.breached + one.breached, running: sum.running + one.running }), { met: 0, breached: 0, running: 0 })
}

/** Per cent met of those that have a verdict, to a tenth; none where none has. Never rounded up to a hundred. */
export function rateOf({ met, breached }: Kept): number | null {
  if (met + breached === 0) return null
  return Math.floor((met * 1000) / (met + breached)) / 10
}

export function sayRate(rate: number | null): string {
  return rate === null ? '–' : `${rate.toFixed(1)} %`
}

/** Every kind of clock that there were any of, over all months. */
export function byKind(figures: Statistics): (Kept & { kind: ClockKind })[] {
  return KINDS.map((kind) => ({ kind, ...add(figures.months.flatMap((month) => month.clocks.filter((one) => one.kind === kind))) })).filter((one) => one.met + one.breached + one.running > 0)
}

export function inAll(figures: Statistics): Kept {
  return add(figures.months.flatMap((month) => month.clocks))
}
