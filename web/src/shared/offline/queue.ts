import type { FieldStep } from '@/api/field'
import type { Ticket } from '@/api/types'

import type { KeptFile, Operation, Store } from './db'
import { uuid } from './uuid'

/** Written through to the disk before it counts: a phone may die the moment after. */
const DURABLE = { durability: 'strict' } as const

export interface Done {
  person: string
  ticket: Pick<Ticket, 'id' | 'number' | 'state' | 'assignee'>
  step: FieldStep
  files?: string[]
  /** What this phone's clock says, and by how much the server's is known to be ahead, in milliseconds. */
  clock: number
  skew: number
}

/** Keeps something that was done, as the last in the order; a draft that it was made of goes in the same moment. */
export async function enqueue(db: Store, { person, ticket, step, files = [], clock, skew }: Done, draft?: string): Promise<Operation> {
  const operation: Omit<Operation, 'seq'> = {
    id: uuid(),
    person,
    ticket_id: ticket.id,
    number: ticket.number,
    step,
    device_at: new Date(clock + skew).toISOString(),
    clock_at: new Date(clock).toISOString(),
    files,
    state: 'waiting',
    problem: null,
    before: { state: ticket.state, assignee: ticket.assignee?.name ?? null },
  }
  const tx = db.transaction(['operations', 'drafts'], 'readwrite', DURABLE)
  const seq = await tx.objectStore('operations').add(operation as Operation)
  if (draft !== undefined) await tx.objectStore('drafts').delete(draft)
  await tx.done
  return { ...operation, seq }
}

/** Everything of `person` that is not at the server yet, in order. */
export async function pending(db: Store, person: string): Promise<Operation[]> {
  return (await db.getAll('operations')).filter((operation) => operation.person === person)
}

/** What may be sent now: nothing of a ticket whose earlier step waits for a decision. */
export function sendable(operations: Operation[]): Operation[] {
  const held = new Set(operations.filter((operation) => operation.state !== 'waiting').map((operation) => operation.ticket_id))
  return operations.filter((operation) => !held.has(operation.ticket_id))
}

/** Sends a refused step again, perhaps changed, in its old place. It gets a new id: the server has answered the old one. */
export async function sendAgain(db: Store, seq: number, step: FieldStep, files?: string[], draft?: string): Promise<boolean> {
  const tx = db.transaction(['operations', 'drafts', 'tickets'], 'readwrite', DURABLE)
  const operations = tx.objectStore('operations')
  const operation = await operations.get(seq)
  if (operation) {
    // Whoever sends it again has seen how the ticket stands now.
    const seen = (await tx.objectStore('tickets').get(operation.ticket_id))?.ticket
    const before = seen ? { state: seen.state, assignee: seen.assignee?.name ?? null } : operation.before
    await operations.put({ ...operation, id: uuid(), step, files: files ?? operation.files, before, state: 'waiting', problem: null })
    if (draft !== undefined) await tx.objectStore('drafts').delete(draft)
  }
  await tx.done
  return operation !== undefined
}

/** Gives a step up, with its files. What came after it on the same ticket goes on. */
export async function discard(db: Store, seq: number): Promise<void> {
  const tx = db.transaction(['operations', 'files'], 'readwrite', DURABLE)
  const operation = await tx.objectStore('operations').get(seq)
  for (const file of operation?.files ?? []) await tx.objectStore('files').delete(file)
  await tx.objectStore('operations').delete(seq)
  await tx.done
}

/** Keeps what was typed so far. */
export async function keepDraft(db: Store, draft: { id: string; person: string; content: unknown; at: string }): Promise<void> {
  const tx = db.transaction('drafts', 'readwrite', DURABLE)
  await tx.store.put(draft)
  await tx.done
}

/** Keeps a picture at once, so that it survives whatever happens to the page. */
export async function keepFile(db: Store, file: Omit<KeptFile, 'id' | 'attachment_id'>): Promise<KeptFile> {
  const kept: KeptFile = { ...file, id: uuid(), attachment_id: null }
  const tx = db.transaction('files', 'readwrite', DURABLE)
  await tx.store.add(kept)
  await tx.done
  return kept
}
