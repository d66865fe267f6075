import type { Occurrence } from '@/api/inspection'
import type { ExpectedRun } from '@/shared/offline/expectedRun'

type Days = Pick<Occurrence, 'from' | 'planned' | 'due'>

/** Whether it may be begun today, by what is known here; the server has the last word. */
export function mayStart({ from }: Days, now: Pick<ExpectedRun, 'state' | 'open' | 'handedIn'>, today: string): boolean {
  return !now.open && !now.handedIn && today >= from && ['planned', 'announced', 'missed', 'running'].includes(now.state)
}

/** Whether it can still be told beforehand that it cannot be made. */
export function mayAnnounce({ planned }: Days, now: Pick<ExpectedRun, 'state' | 'open' | 'handedIn' | 'announcing'>, today: string): boolean {
  return !now.open && !now.handedIn && now.announcing === null && today <= planned && ['planned', 'announced'].includes(now.state)
}

export type Span = 'overdue' | 'today' | 'soon'

/** Where a card stands: what should have been made, what is asked for today, what comes. */
export function spanOf({ planned }: Pick<Days, 'planned'>, today: string): Span {
  return planned < today ? 'overdue' : planned === today ? 'today' : 'soon'
}

/** By the day planned, then by the last day on which it is in time. */
export function inRounds(items: Occurrence[]): Occurrence[] {
  const key = (one: Occurrence): string => `${one.planned} ${one.due} ${one.title} ${one.id}`
  return [...items].sort((one, other) => (key(one) < key(other) ? -1 : 1))
}
