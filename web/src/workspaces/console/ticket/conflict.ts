import type { Ticket } from '@/api/types'
import { word } from '@/i18n'

export interface Difference {
  name: 'title' | 'description' | 'case' | 'assignee' | 'state' | 'reason'
  /** What we wanted; null where only the other side changed something. */
  mine: string | null
  now: string
  /** The other side changed this since we read it. */
  moved: boolean
}

const COMPARED: [Difference['name'], (ticket: Ticket) => string][] = [
  ['title', (ticket) => ticket.title],
  ['description', (ticket) => ticket.description],
  ['case', (ticket) => ticket.case_name],
  ['assignee', (ticket) => ticket.assignee?.name ?? '–'],
  ['state', (ticket) => word('state', ticket.state)],
]

/** What we wanted to change and what somebody else changed in the meantime, field by field. */
export function differencesOf(values: Record<string, unknown>, read: Ticket, current: Ticket): Difference[] {
  return COMPARED.flatMap(([name, say]): Difference[] => {
    const wanted = values[name === 'assignee' ? 'person_id' : name]
    const now = say(current)
    const moved = say(read) !== now
    const mine = typeof wanted === 'string' && wanted !== say(read) ? wanted : null
    return mine === null && !moved ? [] : [{ name, mine, now, moved }]
  })
}
