import type { Counts } from '@/api/types'
import type { TextKey } from '@/i18n'

import { DEFAULTS, type Filters } from './filters'

export interface View {
  name: string
  /** Its number among the live counts. */
  count: (counts: Counts) => number
  says: TextKey
  filters: Filters
}

/** The lists that everybody needs, with the count that the server keeps for each. */
export const VIEWS: View[] = [
  { name: 'live', count: (counts) => counts.live, says: 'view.live', filters: DEFAULTS },
  { name: 'mine', count: (counts) => counts.mine, says: 'view.mine', filters: { ...DEFAULTS, assignee: 'me' } },
  { name: 'unassigned', count: (counts) => counts.unassigned, says: 'view.unassigned', filters: { ...DEFAULTS, assignee: 'none' } },
  { name: 'breaching', count: (counts) => counts.breaching + counts.breached, says: 'view.breaching', filters: { ...DEFAULTS, due: 'breaching' } },
  { name: 'breached', count: (counts) => counts.breached, says: 'view.breached', filters: { ...DEFAULTS, due: 'breached' } },
  { name: 'paused', count: (counts) => counts.paused, says: 'view.paused', filters: { ...DEFAULTS, state: 'paused' } },
  { name: 'waiting_acceptance', count: (counts) => counts.waiting_acceptance, says: 'view.waiting_acceptance', filters: { ...DEFAULTS, state: 'resolved' } },
]
