import type { LocationQuery, LocationQueryRaw } from 'vue-router'

import type { ViewFilters } from '@/api/desk'
import type { TicketQuery } from '@/api/types'

/** What the list is asked for, in the words of its address. */
export interface Filters {
  contract: string
  work: string
  case: string
  state: string
  kind: string
  assignee: string
  due: string
  q: string
  sort: string
}

/** The list that one opens in the morning: everything that is not finished, what breaches next on top. */
export const DEFAULTS: Filters = { contract: '', work: '', case: '', state: 'live', kind: '', assignee: '', due: '', q: '', sort: 'due' }

const HOURS: Record<string, number> = { '1h': 1, '4h': 4, '24h': 24 }
const ALARMS = ['breaching', 'breached']
const NAMES = Object.keys(DEFAULTS) as (keyof Filters)[]

export function filtersFrom(query: LocationQuery): Filters {
  const filters = { ...DEFAULTS }
  for (const name of NAMES) {
    const value = query[name]
    if (typeof value === 'string') filters[name] = value
  }
  return filters
}

/** Only what differs from the usual list stands in the address. */
export function addressOf(filters: Filters): LocationQueryRaw {
  const query: LocationQueryRaw = {}
  for (const name of NAMES) {
    if (filters[name] !== DEFAULTS[name]) query[name] = filters[name]
  }
  return query
}

/** The question to the server; "within an hour" becomes a moment only here, so that a saved address never ages. */
export function questionOf(filters: Filters, now: number): TicketQuery {
  const hours = HOURS[filters.due]
  return {
    contract: filters.contract || undefined,
    work: filters.work || undefined,
    case: filters.case || undefined,
    state: filters.state || undefined,
    kind: filters.kind || undefined,
    assignee: filters.assignee || undefined,
    q: filters.q.trim() || undefined,
    alarm: ALARMS.includes(filters.due) ? filters.due : undefined,
    due_before: hours === undefined ? undefined : new Date(now + hours * 3_600_000).toISOString(),
    sort: filters.sort,
  }
}

/** The filters as a saved view keeps them. */
export function viewFiltersOf(filters: Filters): ViewFilters {
  const { due, ...rest } = filters
  const said = { ...rest, q: rest.q.trim(), ...(ALARMS.includes(due) ? { alarm: due } : {}), ...(due in HOURS ? { due_before: due } : {}) }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ''))
}

/** What a saved view shows. One saved without a state shows every state. */
export function filtersOf(view: ViewFilters): Filters {
  const { alarm, due_before, ...rest } = view
  return { ...DEFAULTS, state: '', ...rest, due: alarm ?? (due_before !== undefined && due_before in HOURS ? due_before : '') }
}

export function isFiltered(filters: Filters): boolean {
  return Object.keys(addressOf(filters)).some((name) => name !== 'sort')
}

export function isSame(one: Filters, other: Filters): boolean {
  return NAMES.every((name) => one[name] === other[name])
}
