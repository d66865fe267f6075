import type { FieldCalls, WorkItem } from '@/api/field'
import type { TicketRow } from '@/api/types'

import { type KeptTicket, readMeta, type Store, writeMeta } from './db'

const LIMIT = 100
/** As many of them are read whole, those of one's own and the most urgent first; so many nobody visits in a day. */
const WHOLE = 60
const AT_ONCE = 3
/** Service sheets and entries do not move the row of a ticket, so it is read anew after so long in any case. */
const STALE_MS = 10 * 60_000

export type ReadCalls = Pick<FieldCalls, 'work' | 'ticket' | 'checklist' | 'sheets' | 'timeline'>

/** Reads the work of the one who is signed in, and everything of it that was not read since it last changed. */
export async function refresh(db: Store, calls: ReadCalls, now: number): Promise<void> {
  const { items } = await calls.work(LIMIT)
  await writeMeta(db, 'work', { items, at: new Date(now).toISOString() })
  const waiting = items.slice(0, WHOLE)
  const hand = async (): Promise<void> => {
    for (let item = waiting.shift(); item; item = waiting.shift()) {
      if (await isStale(db, item.ticket, now)) await refreshTicket(db, calls, item.ticket.id, now)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, hand))
  await forgetOthers(db, items)
}

async function isStale(db: Store, row: TicketRow, now: number): Promise<boolean> {
  const kept = await db.get('tickets', row.id)
  return !kept || kept.behind === true || kept.checklist === null || kept.ticket.updated_at !== row.updated_at || kept.ticket.version !== row.version || now - Date.parse(kept.at) > STALE_MS
}

/** Reads one ticket with all that is needed to work on it without a network. */
export async function refreshTicket(db: Store, calls: ReadCalls, id: string, now: number): Promise<KeptTicket> {
  const [ticket, timeline, checklist, sheets] = await Promise.all([calls.ticket(id), calls.timeline(id), calls.checklist(id).catch(() => null), calls.sheets(id).catch(() => [])])
  const known = await db.get('tickets', id)
  const kept: KeptTicket = { id, ticket, entries: timeline.items, checklist: checklist ?? known?.checklist ?? null, sheets, at: new Date(now).toISOString() }
  await db.put('tickets', kept)
  return kept
}

/** A phone keeps what it needs: tickets that are neither work nor wait to be sent are let go. */
async function forgetOthers(db: Store, items: WorkItem[]): Promise<void> {
  const needed = new Set(items.map((item) => item.ticket.id))
  for (const operation of await db.getAll('operations')) needed.add(operation.subject)
  for (const sent of await db.getAll('sent')) needed.add(sent.subject)
  for (const id of await db.getAllKeys('tickets')) if (!needed.has(id)) await db.delete('tickets', id)
}

/** Makes the store that of `person`. What another left unsent stays for them; what they could read goes. */
export async function enter(db: Store, person: { id: string; name: string }): Promise<void> {
  const before = await readMeta(db, 'person')
  if (before && before.id !== person.id) await forgetRead(db)
  await writeMeta(db, 'person', person)
}

/** Lets everything go that was read from the server; what is unsent and its pictures stay. */
export async function forgetRead(db: Store): Promise<void> {
  const read = ['meta', 'tickets', 'inspections', 'checklists', 'sent'] as const
  const tx = db.transaction(read, 'readwrite')
  await Promise.all([...read.map((name) => tx.objectStore(name).clear()), tx.done])
}
