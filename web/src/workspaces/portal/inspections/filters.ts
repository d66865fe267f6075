import type { LocationQuery } from 'vue-router'

import type { Occurrence, OccurrenceState, RuleCounts } from '@/api/inspection'
import { addDays, monthSpan } from '@/shared/hotline/days'
import { OPEN, STATES } from '@/shared/inspection/words'

/** What an official looks at: a month, or the days, rule and state that a number led to. */
export interface Filters {
  view: 'month' | ''
  month: string
  from: string
  to: string
  rule: string
  state: OccurrenceState | 'open' | ''
}

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

export function readFilters(query: LocationQuery, thisMonth: string): Filters {
  const said = (name: string): string => (typeof query[name] === 'string' ? query[name] : '')
  const from = DAY.test(said('from')) ? said('from') : ''
  const month = from !== '' ? from.slice(0, 7) : MONTH.test(said('month')) ? said('month') : thisMonth
  const [first, last] = monthSpan(month)
  return {
    view: said('view') === 'month' ? 'month' : '',
    month,
    from: from || first,
    to: from !== '' && DAY.test(said('to')) && said('to') >= from ? said('to') : last,
    rule: said('rule'),
    state: said('state') === 'open' ? 'open' : (STATES.find((one) => one === said('state')) ?? ''),
  }
}

export function statesOf(state: Filters['state']): string | undefined {
  if (state === 'open') return OPEN.filter((one) => one !== 'announced').join(',')
  return state === '' ? undefined : state
}

/** The longest that something may be planned ahead of the day on which it is counted. */
const LONGEST_DAYS = 366

/** Of a rule, what is counted in these days: by the day on which each ends, though lists go by the planned one. */
export function countedFrom(from: string): string {
  return addDays(from, -LONGEST_DAYS)
}

export function isCounted(one: Pick<Occurrence, 'to'>, { from, to }: Pick<Filters, 'from' | 'to'>): boolean {
  return one.to >= from && one.to <= to
}

export type Sum = Record<'planned' | 'done' | 'late' | 'missed' | 'announced' | 'open', number>

export function sumOf(rules: RuleCounts[]): Sum {
  const none: Sum = { planned: 0, done: 0, late: 0, missed: 0, announced: 0, open: 0 }
  return rules.reduce((sum, one) => ({ planned: sum.planned + one.planned, done: sum.done + one.done, late: sum.late + one.late, missed: sum.missed + one.missed, announced: sum.announced + one.announced, open: sum.open + one.open }), none)
}
