import type { About, KeptFile, Operation, Queued, Step, Store } from './db'
import { uuid } from './uuid'

/** Written through to the disk before it counts: a phone may die the moment after. */
export const DURABLE = { durability: 'strict' } as const

/** What something is done to, as it stands when it is done. */
export interface Subject<A extends About> {
  about: A
  id: string
  name: string
  state: string
  assignee: string | null
}

/** One thing that was done. */
export interface Deed<A extends About> {
  step: Step<A>
  files?: string[]
  /** What this phone's clock said then, in milliseconds. */
  clock: number
}

export interface Done<A extends About> extends Deed<A> {
  person: string
  on: Subject<A>
  /** By how much the server's clock is known to be ahead, in milliseconds. */
  skew: number
}

/** Keeps something that was done, as the last in the order; a draft that it was made of goes in the same moment. */
export async function enqueue<A extends About>(db: Store, { person, on, skew, ...deed }: Done<A>, draft?: string): Promise<Queued<A>> {
  return (await enqueueAll(db, { person, on, skew }, [deed], draft))[0]!
}

/** Keeps several things that were done together: all of them or none. */
export async function enqueueAll<A extends About>(db: Store, { person, on, skew }: Pick<Done<A>, 'person' | 'on' | 'skew'>, deeds: Deed<A>[], draft?: string): Promise<Queued<A>[]> {
  const tx = db.transaction(['operations', 'drafts'], 'readwrite', DURABLE)
  const kept: Queued<A>[] = []
  for (const { step, files = [], clock } of deeds) {
    const operation: Omit<Queued<A>, 'seq'> = {
      id: uuid(),
      person,
      about: on.about,
      subject: on.id,
      name: on.name,
      step,
      device_at: new Date(clock + skew).toISOString(),
      clock_at: new Date(clock).toISOString(),
      files,
      state: 'waiting',
      problem: null,
      before: { state: on.state, assignee: on.assignee },
    }
    const seq = await tx.objectStore('operations').add(operation as unknown as Operation)
    kept.push({ ...operation, seq })
  }
  if (draft !== undefined) await tx.objectStore('drafts').delete(draft)
  await tx.done
  return kept
}

/** Everything of `person` that is not at the server yet, in order. */
export async function pending(db: Store, person: string): Promise<Operation[]> {
  return (await db.getAll('operations')).filter((operation) => operation.person === person)
}

/** What may be sent now: nothing of a ticket or an occurrence whose earlier step waits for a decision. */
export function sendable(operations: Operation[]): Operation[] {
  const held = new Set(operations.filter((operation) => operation.state !== 'waiting').map((operation) => operation.subject))
  return operations.filter((operation) => !held.has(operation.subject))
}

/** Sends a refused step again, perhaps changed, in its old place. It gets a new id: the server has answered the old one. */
export async function sendAgain(db: Store, seq: number, step: Step, files?: string[], draft?: string): Promise<boolean> {
  const tx = db.transaction(['operations', 'drafts', 'tickets', 'inspections'], 'readwrite', DURABLE)
  const operations = tx.objectStore('operations')
  const operation = await operations.get(seq)
  if (operation) {
    // Whoever sends it again has seen how it stands now.
    const ticket = operation.about === 'ticket' ? (await tx.objectStore('tickets').get(operation.subject))?.ticket : undefined
    const seen = ticket ?? (await tx.objectStore('inspections').get(operation.subject))?.occurrence
    const before = seen ? { state: seen.state, assignee: seen.assignee?.name ?? null } : operation.before
    await operations.put({ ...operation, id: uuid(), step, files: files ?? operation.files, before, state: 'waiting', problem: null } as Operation)
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
