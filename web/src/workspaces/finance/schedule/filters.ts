import type { LocationQuery } from 'vue-router'

import type { PaymentActor, Scheduled } from '@/api/billing'

import { quarterOf } from './cash'

export const ACTORS: PaymentActor[] = ['finance', 'official', 'manager', 'treasury']

/** What the address asks for; empty means any. */
export interface Wanted {
  all: boolean
  /** `2024-09`. */
  month: string
  /** The first day of the quarter. */
  quarter: string
  contract: string
  who: string
}

export function wantedOf(query: LocationQuery): Wanted {
  const text = (key: string): string => (typeof query[key] === 'string' ? (query[key] as string) : '')
  return { all: text('show') === 'all', month: text('month'), quarter: text('quarter'), contract: text('contract'), who: text('who') }
}

/** The day under which a payment stands: its last day, or the one that is expected. */
export function dayOf({ line, expected }: Scheduled): string | null {
  return line.due_on ?? expected?.on ?? null
}

export function fits(one: Scheduled, wanted: Wanted): boolean {
  const day = dayOf(one)
  if (!wanted.all && one.line.state === 'paid') return false
  if (wanted.contract !== '' && one.contract_id !== wanted.contract) return false
  if (wanted.who !== '' && !one.blockers.some((blocker) => blocker.who.some((who) => who === wanted.who))) return false
  if (wanted.month !== '' && day?.slice(0, 7) !== wanted.month) return false
  return wanted.quarter === '' || (day !== null && quarterOf(day)[0] === wanted.quarter)
}

/** The months and quarters that payments stand under, in their order. */
export function periods(lines: Scheduled[]): { months: string[]; quarters: string[] } {
  const days = lines.map(dayOf).filter((day) => day !== null)
  const sorted = (all: string[]): string[] => [...new Set(all)].sort()
  return { months: sorted(days.map((day) => day.slice(0, 7))), quarters: sorted(days.map((day) => quarterOf(day)[0])) }
}
