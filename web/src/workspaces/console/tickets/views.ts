import type { TextKey } from '@/i18n'

import { DEFAULTS, type Filters } from './filters'

export interface View {
  /** Name of its number in the live counts. */
  count: string
  says: TextKey
  filters: Filters
}

/** The lists that everybody needs, with the count that the server keeps for each. */
export const VIEWS: View[] = [
  { count: 'active', says: 'view.active', filters: DEFAULTS },
  { count: 'mine', says: 'view.mine', filters: { ...DEFAULTS, assignee: 'me' } },
  { count: 'unassigned', says: 'view.unassigned', filters: { ...DEFAULTS, assignee: 'none' } },
  { count: 'breaching', says: 'view.breaching', filters: { ...DEFAULTS, due: '1h' } },
  { count: 'breached', says: 'view.breached', filters: { ...DEFAULTS, due: 'overdue' } },
  { count: 'paused', says: 'view.paused', filters: { ...DEFAULTS, state: 'paused' } },
  { count: 'waiting_acceptance', says: 'view.waiting_acceptance', filters: { ...DEFAULTS, state: 'resolved' } },
]

export function isSame(one: Filters, other: Filters): boolean {
  return (Object.keys(DEFAULTS) as (keyof Filters)[]).every((name) => one[name] === other[name])
}
