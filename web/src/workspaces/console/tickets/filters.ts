import type { LocationQuery, LocationQueryRaw } from 'vue-router'

import type { TicketQuery } from '@/api/types'

/** What the list is asked for, in the words of its address. */
export interface Filters {
  contract: string
  state: string
  kind: string
  assignee: string
  due: string
  q: string
  sort: string
}

/** The list that one opens in the morning: everything that is not finished, what breaches next on top. */
export const DEFAULTS: Filters = { contract: '', state: 'live', kind: '', assignee: '', due: '', q: '', sort: 'due' }

const HOURS: Record<string, number> = { '1h': 1, '4h': 4, '24h': 24 }
const ALARMS = ['breaching', 'breached']

export function filtersFrom(query: LocationQuery): Filters {
  const filters = { ...DEFAULTS }
  for (const name of Object.keys(DEFAULTS) as (keyof Filters)[]) {
    const value = query[name]
    if (typeof value === 'string') filters[name] = value
  }
  return filters
}

/** Only what differs from the usual list stands in the address. */
export function addressOf(filters: Filters): LocationQueryRaw {
  const query: LocationQueryRaw = {}
  for (const name of Object.keys(DEFAULTS) as (keyof Filters)[]) {
    if (filters[name] !== DEFAULTS[name]) query[name] = filters[name]
  }
  return query
}

/** The question to the server; "within an hour" becomes a moment only here, so that a saved address never ages. */
export function questionOf(filters: Filters, now: number): TicketQuery {
  const hours = HOURS[filters.due]
  return {
    contract: filters.contract || undefined,
    state: filters.state || undefined,
    kind: filters.kind || undefined,
    assignee: filters.assignee || undefined,
    q: filters.q.trim() || undefined,
    alarm: ALARMS.includes(filters.due) ? filters.due : undefined,
    due_before: hours === undefined ? undefined : new Date(now + hours * 3_600_000).toISOString(),
    sort: filters.sort,
  }
}

export function isFiltered(filters: Filters): boolean {
  return Object.keys(addressOf(filters)).some((name) => name !== 'sort')
}
