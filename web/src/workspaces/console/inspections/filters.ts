import type { LocationQuery } from 'vue-router'

import type { OccurrenceKind, OccurrenceQuery, OccurrenceState } from '@/api/inspection'
import { KINDS, OPEN, STATES } from '@/shared/inspection/words'

/** What the list is asked for, as the address says it. Without days it begins today. */
export interface Filters {
  contract: string
  state: OccurrenceState | 'open' | ''
  kind: OccurrenceKind | ''
  mine: '1' | ''
  from: string
  to: string
  view: 'month' | ''
  month: string
}

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

export function readFilters(query: LocationQuery): Filters {
  const said = (name: string): string => (typeof query[name] === 'string' ? query[name] : '')
  const fitting = (name: string, pattern: RegExp): string => (pattern.test(said(name)) ? said(name) : '')
  return {
    contract: said('contract'),
    state: said('state') === 'open' ? 'open' : (STATES.find((one) => one === said('state')) ?? ''),
    kind: KINDS.find((one) => one === said('kind')) ?? '',
    mine: said('mine') === '1' ? '1' : '',
    from: fitting('from', DAY),
    to: fitting('to', DAY),
    view: said('view') === 'month' ? 'month' : '',
    month: fitting('month', MONTH),
  }
}

/** The address that says the same; what is not asked for is left out. */
export function addressOf(filters: Filters): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))
}

export function questionOf(filters: Filters, today: string): OccurrenceQuery {
  const { contract, state, kind, mine, from, to } = filters
  return {
    ...(contract === '' ? {} : { contract }),
    ...(state === '' ? {} : { state: state === 'open' ? OPEN.join(',') : state }),
    ...(kind === '' ? {} : { kind }),
    ...(mine === '' ? {} : { mine: true }),
    // What was asked for up to a day that is over begins nowhere.
    ...(from === '' && to !== '' && to < today ? {} : { from: from || today }),
    ...(to === '' ? {} : { to }),
  }
}

/** What can still be made: what was announced is settled, whatever its day. */
const OWED: readonly OccurrenceState[] = OPEN.filter((one) => one !== 'announced')

/** What was planned for a day that is over and is still to be made; null where the list asks for other days or states. */
export function overdueOf(filters: Filters, today: string, yesterday: string): OccurrenceQuery | null {
  if (filters.from !== '' || (filters.to !== '' && filters.to < today)) return null
  const states = filters.state === '' || filters.state === 'open' ? OWED.join(',') : OWED.includes(filters.state) ? filters.state : ''
  if (states === '') return null
  return { ...questionOf(filters, today), from: undefined, state: states, to: yesterday }
}
