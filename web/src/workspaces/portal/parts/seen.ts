import type { TicketRow } from '@/api/types'

const PREFIX = 'jianyue.portal.seen.'
/** More than anybody has open; the oldest are forgotten. */
const MOST = 500

type Seen = Record<string, string>

function read(person: string): Seen {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(PREFIX + person) ?? '{}')
    return typeof stored === 'object' && stored !== null ? (stored as Seen) : {}
  } catch {
    return {}
  }
}

/** Remembers on this computer that `person` has read a ticket as it is now. */
export function markSeen(person: string, ticket: Pick<TicketRow, 'id' | 'updated_at'>): void {
  const rest = Object.entries(read(person)).filter(([id]) => id !== ticket.id)
  localStorage.setItem(PREFIX + person, JSON.stringify(Object.fromEntries([...rest, [ticket.id, ticket.updated_at]].slice(-MOST))))
}

/** The tickets that `person` has read here and that went on since. */
export function changedSince(person: string, rows: TicketRow[]): TicketRow[] {
  const seen = read(person)
  return rows.filter((row) => {
    const at = seen[row.id]
    return at !== undefined && Date.parse(row.updated_at) > Date.parse(at)
  })
}
