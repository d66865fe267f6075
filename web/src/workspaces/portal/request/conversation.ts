import type { Entry, Ticket } from '@/api/types'

/** Whose word it is: the client's own, the vendor's, or the system's. */
export type Side = 'ours' | 'theirs' | 'system'

export interface Word {
  id: string
  side: Side
  /** Something that somebody says, as against something that happened. */
  spoken: boolean
  kind: Entry['kind']
  by: string | null
  role: string | null
  at: string
  text: string | null
  satisfaction: number | null
  /** The service sheet that was written. */
  sheet: string | null
}

const SPOKEN: Entry['kind'][] = ['replied', 'resolved', 'refused', 'accepted', 'urged', 'reopened', 'cancelled', 'escalated', 'worked_around', 'restored']
/** Work on the record that tells the client nothing. */
const LEFT_OUT: Entry['kind'][] = ['noted', 'linked', 'watcher_added', 'watcher_removed', 'edited']

/** What was said and done on a request, in order; the description stands first. */
export function wordsOf(ticket: Pick<Ticket, 'description' | 'title'>, entries: Entry[]): Word[] {
  const accepted = new Set(entries.filter((entry) => entry.kind === 'accepted').map((entry) => entry.at))
  return entries
    .filter((entry) => entry.visibility === 'public' && !LEFT_OUT.includes(entry.kind))
    .filter((entry) => !(entry.kind === 'closed' && entry.text === null && accepted.has(entry.at)))
    .map((entry) => wordOf(entry, ticket))
}

function wordOf(entry: Entry, ticket: Pick<Ticket, 'description' | 'title'>): Word {
  const text = entry.kind === 'opened' ? said(ticket.description, ticket.title) : entry.text
  const satisfaction = entry.data?.satisfaction
  const sheet = entry.data?.sheet
  return {
    id: entry.id,
    side: sideOf(entry),
    spoken: sideOf(entry) !== 'system' && text !== null && (entry.kind === 'opened' || SPOKEN.includes(entry.kind)),
    kind: entry.kind,
    by: entry.by?.name ?? null,
    role: entry.by?.role ?? null,
    at: entry.at,
    text,
    satisfaction: typeof satisfaction === 'number' ? satisfaction : null,
    sheet: entry.kind === 'service_sheet' && typeof sheet === 'string' ? sheet : null,
  }
}

/** A description that only repeats the title is no word more. */
function said(description: string, title: string): string | null {
  return description.trim() === title.trim() ? null : description
}

function sideOf(entry: Entry): Side {
  if (!entry.by || entry.by.role === 'system') return 'system'
  return entry.by.role === 'client_official' ? 'ours' : 'theirs'
}
