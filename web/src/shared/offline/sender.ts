import type { FieldCalls, FieldStep, SyncOperation, SyncResult } from '@/api/field'
import { asProblem, type ApiProblem } from '@/api/problem'

import { type Operation, type Store, writeMeta } from './db'
import { pending, sendable } from './queue'

const LOCK = 'jianyue-field-send'
/** Steps in one call; a service sheet has some kilobytes, a call may have a megabyte. */
const BATCH = 20
const KEPT_SENT = 50
/** Ahead of the server by less than this is the network's doing. */
const AHEAD_MS = 60_000

/** How a run ended: nothing left to send, nobody there, sign-in needed, somebody else signed in, or another tab is at it. */
export type Ended = 'sent' | 'offline' | 'signed-out' | 'other-person' | 'busy'

export interface Wire {
  calls: Pick<FieldCalls, 'me' | 'sync' | 'ticket' | 'upload'>
  /** This phone's clock, and the server's as far as known, in milliseconds. */
  clock: () => number
  server: () => number
  /** Told after each step that changed what is kept. */
  changed: () => void
}

type Locks = Pick<LockManager, 'request'>

/** Sends what waits, in order, from one tab only. What was answered is never sent again; what was not, is. */
export async function send(db: Store, person: string, wire: Wire, locks: Locks | undefined = globalThis.navigator?.locks): Promise<Ended> {
  if (!locks) return run(db, person, wire)
  return (await locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? run(db, person, wire) : ('busy' as const)))) as Ended
}

async function run(db: Store, person: string, wire: Wire): Promise<Ended> {
  if (sendable(await pending(db, person)).length === 0) return 'sent'
  try {
    // The cookies are everybody's in this browser: somebody else may have signed in meanwhile.
    if ((await wire.calls.me()).id !== person) return 'other-person'
    await writeMeta(db, 'skew', wire.server() - wire.clock())
    for (;;) {
      const next = sendable(await pending(db, person)).slice(0, BATCH)
      if (next.length === 0) return 'sent'
      await sendBatch(db, next, wire)
    }
  } catch (thrown) {
    const problem = asProblem(thrown)
    return problem.status === 401 ? 'signed-out' : 'offline'
  }
}

/** Sends some steps; each one is afterwards done, waiting behind an undecided one, or undecided. */
async function sendBatch(db: Store, batch: Operation[], wire: Wire): Promise<void> {
  const ready: Operation[] = []
  for (const operation of batch) {
    const objection = (await takenMeanwhile(operation, wire)) ?? (await uploadFiles(db, operation, wire))
    if (objection) {
      await settle(db, operation, objection, wire)
      break
    }
    ready.push(operation)
  }
  if (ready.length === 0) return
  const answered = await ask(await Promise.all(ready.map((operation) => outgoing(db, operation, wire))), wire)
  let settled = 0
  for (const operation of ready) {
    const result = answered.find((one) => one.id === operation.id)
    if (!result || result.outcome === 'skipped') continue
    await settle(db, operation, result, wire)
    settled += 1
  }
  if (settled === 0) throw new Error('the server settled nothing')
}

/**
 * The server lets a ticket be taken over. Somebody who took it without a network did not mean that: if another has it
 * by now, they are asked first.
 */
async function takenMeanwhile(operation: Operation, wire: Wire): Promise<SyncResult | null> {
  if (operation.step.do !== 'take') return null
  try {
    const ticket = await wire.calls.ticket(operation.ticket_id)
    const holder = ticket.assignee
    if (!holder || holder.id === operation.person || holder.name === operation.before?.assignee) return null
    return { id: operation.id, outcome: 'conflict', code: 'field.taken_meanwhile', detail: `${holder.name}已经接了这张工单。要接手请先和对方说好，再重新发送。`, ticket }
  } catch (thrown) {
    const problem = asProblem(thrown)
    if (!isFinal(problem)) throw problem
    return refused(operation, problem)
  }
}

/** Brings the files of a step to the server, each once, and remembers each that is there. A refusal is returned. */
async function uploadFiles(db: Store, operation: Operation, wire: Wire): Promise<SyncResult | null> {
  for (const id of operation.files) {
    const file = await db.get('files', id)
    if (!file || file.attachment_id !== null) continue
    try {
      const attachment = await wire.calls.upload({ ...file, taken_at: notAhead(file.taken_at, wire) })
      await db.put('files', { ...file, attachment_id: attachment })
    } catch (thrown) {
      const problem = asProblem(thrown)
      if (!isFinal(problem)) throw problem
      return refused(operation, problem)
    }
  }
  return null
}

/** One call for many; if the server takes offence at the whole, each by itself, so that one bad step holds up no other. */
async function ask(operations: SyncOperation[], wire: Wire): Promise<SyncResult[]> {
  try {
    return (await wire.calls.sync(operations)).results
  } catch (thrown) {
    const problem = asProblem(thrown)
    if (!isFinal(problem) || problem.status === 404) throw problem
    if (operations.length > 1) {
      const [first, ...others] = operations
      const result = await ask([first!], wire)
      const held = result.some((one) => one.outcome === 'refused' || one.outcome === 'conflict')
      const rest = others.filter((one) => !held || one.ticket_id !== first!.ticket_id)
      return rest.length > 0 ? [...result, ...(await ask(rest, wire))] : result
    }
    return [refused(operations[0]!, problem)]
  }
}

/** The step as the server wants it: ids of files are those at the server, and its time is not in the future. */
async function outgoing(db: Store, operation: Operation, wire: Wire): Promise<SyncOperation> {
  const { id, ticket_id, device_at } = operation
  return { id, ticket_id, device_at: notAhead(device_at, wire), step: await withAttachments(db, operation.step, wire) }
}

async function withAttachments(db: Store, step: FieldStep, wire: Wire): Promise<FieldStep> {
  if (step.do !== 'service-sheet') return step
  const at = async (file: string) => (await db.get('files', file))?.attachment_id ?? file
  const photos = await Promise.all(step.photos.map(at))
  const signed = step.signed && { ...step.signed, attachment_id: await at(step.signed.attachment_id), device_at: notAhead(step.signed.device_at, wire) }
  return { ...step, photos, signed }
}

/** A phone whose clock ran ahead while nobody could tell it: the time is moved back by as much as it is known to be wrong. */
function notAhead(at: string, wire: Wire): string {
  const server = wire.server()
  if (Date.parse(at) <= server + AHEAD_MS) return at
  const shifted = Date.parse(at) + server - wire.clock()
  return new Date(Math.min(shifted, server)).toISOString()
}

function refused(operation: Pick<Operation, 'id'>, problem: ApiProblem): SyncResult {
  return { id: operation.id, outcome: 'refused', code: problem.code, detail: problem.detail }
}

/** Whether asking again would give the same answer. */
function isFinal({ status }: ApiProblem): boolean {
  return status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status)
}

/** Writes down what became of a step: all of it in one transaction. */
async function settle(db: Store, operation: Operation, result: SyncResult, wire: Wire): Promise<void> {
  const tx = db.transaction(['operations', 'files', 'tickets', 'sent'], 'readwrite', { durability: 'strict' })
  if (result.ticket) {
    const known = await tx.objectStore('tickets').get(operation.ticket_id)
    const kept = known ?? { id: operation.ticket_id, entries: [], checklist: null, sheets: [] }
    await tx.objectStore('tickets').put({ ...kept, ticket: result.ticket, behind: true, at: new Date(wire.server()).toISOString() })
  }
  if (result.outcome === 'done' || result.outcome === 'repeated') {
    for (const file of operation.files) await tx.objectStore('files').delete(file)
    await tx.objectStore('operations').delete(operation.seq)
    const { id, person, number, ticket_id, device_at } = operation
    await tx.objectStore('sent').put({ id, person, number, ticket_id, does: operation.step.do, device_at, sent_at: new Date(wire.server()).toISOString() })
    const old = await tx.objectStore('sent').index('at').getAllKeys()
    for (const key of old.slice(0, Math.max(0, old.length - KEPT_SENT))) await tx.objectStore('sent').delete(key)
  } else {
    const problem = { code: result.code ?? 'refused', detail: result.detail ?? '' }
    await tx.objectStore('operations').put({ ...operation, state: result.outcome === 'conflict' ? 'conflict' : 'refused', problem })
  }
  await tx.done
  wire.changed()
}
