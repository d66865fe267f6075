import { asProblem } from '@/api/problem'

import { writeMeta, type About, type Operation, type Queued, type Store } from './db'
import { pending, sendable } from './queue'
import { inspectionWay } from './sendInspections'
import { ticketWay } from './sendTickets'
import { isFinal, notAhead, orRefused, refused, settling, type Outgoing, type Result, type Sending, type Way, type Wire } from './way'

export type { Wire } from './way'

const LOCK = 'jianyue-field-send'
/** Steps in one call; a service sheet has some kilobytes, a call may have a megabyte. */
const BATCH = 20
const KEPT_SENT = 50

/** How a run ended: nothing left to send, nobody there, sign-in needed, somebody else signed in, or another tab is at it. */
export type Ended = 'sent' | 'offline' | 'signed-out' | 'other-person' | 'busy'

const WAYS: { [A in About]: Way<A> } = { ticket: ticketWay, inspection: inspectionWay }

function wayOf(operation: Operation): Way<About> {
  return WAYS[operation.about] as unknown as Way<About>
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
    const me = await wire.calls.me()
    if (me.id !== person) return 'other-person'
    await writeMeta(db, 'skew', wire.server() - wire.clock())
    for (;;) {
      const next = together(sendable(await pending(db, person)))
      if (next.length === 0) return 'sent'
      await sendBatch(next, { db, wire, me })
    }
  } catch (thrown) {
    const problem = asProblem(thrown)
    return problem.status === 401 ? 'signed-out' : 'offline'
  }
}

/** The first of them that go in one call: of one kind, in their order. */
function together(operations: Operation[]): Operation[] {
  const end = operations.findIndex((one) => one.about !== operations[0]!.about)
  return operations.slice(0, Math.min(BATCH, end === -1 ? BATCH : end))
}

/** Sends some steps; each one is afterwards done, waiting behind an undecided one, or undecided. */
async function sendBatch(batch: Operation[], sending: Sending): Promise<void> {
  const way = wayOf(batch[0]!)
  const ready: Operation[] = []
  for (const operation of batch) {
    if (ready.length > 0 && way.waitsFor(operation, ready)) break
    const objection = (await way.objection(operation, sending)) ?? (await uploadFiles(operation, sending))
    if (objection) {
      await settle(operation, objection, sending)
      break
    }
    ready.push(operation)
  }
  if (ready.length === 0) return
  const outgoing = await Promise.all(ready.map(async (operation) => ({ id: operation.id, subject: operation.subject, device_at: notAhead(operation.device_at, sending.wire), step: await way.named(operation, sending) })))
  const answered = await ask(outgoing, way, sending.wire)
  let settled = 0
  for (const operation of ready) {
    const result = answered.find((one) => one.id === operation.id)
    if (!result || result.outcome === 'skipped') continue
    await settle(operation, result, sending)
    settled += 1
  }
  if (settled === 0) throw new Error('the server settled nothing')
}

/** Brings the files of a step to the server, each once. A refusal is returned. */
async function uploadFiles(operation: Operation, sending: Sending): Promise<Result | null> {
  for (const file of operation.files) {
    const refusal = await orRefused(operation, () => wayOf(operation).upload(operation, file, sending))
    if (refusal) return refusal
  }
  return null
}

/** One call for many; if the server takes offence at the whole, each by itself, so that one bad step holds up no other. */
async function ask(operations: Outgoing<About>[], way: Way<About>, wire: Wire): Promise<Result[]> {
  try {
    return await way.send(operations, wire)
  } catch (thrown) {
    const problem = asProblem(thrown)
    if (!isFinal(problem) || problem.status === 404) throw problem
    if (operations.length > 1) {
      const [first, ...others] = operations
      const result = await ask([first!], way, wire)
      const held = result.some((one) => one.outcome === 'refused' || one.outcome === 'conflict')
      const rest = others.filter((one) => !held || one.subject !== first!.subject)
      return rest.length > 0 ? [...result, ...(await ask(rest, way, wire))] : result
    }
    return [refused(operations[0]!, problem)]
  }
}

/** Writes down what became of a step: all of it in one transaction. */
async function settle(operation: Operation, result: Result, { db, wire }: Sending): Promise<void> {
  const tx = settling(db)
  const sent_at = new Date(wire.server()).toISOString()
  await wayOf(operation).keep(tx, operation as Queued<About>, result, sent_at)
  // What was taken back while it was on its way is a draft again, which needs its pictures.
  const there = (await tx.objectStore('operations').get(operation.seq))?.id === operation.id
  if (result.outcome === 'done' || result.outcome === 'repeated') {
    for (const file of there ? operation.files : []) await tx.objectStore('files').delete(file)
    if (there) await tx.objectStore('operations').delete(operation.seq)
    const { id, person, about, subject, name, device_at } = operation
    await tx.objectStore('sent').put({ id, person, about, subject, name, does: operation.step.do, device_at, sent_at })
    const old = await tx.objectStore('sent').index('at').getAllKeys()
    for (const key of old.slice(0, Math.max(0, old.length - KEPT_SENT))) await tx.objectStore('sent').delete(key)
  } else if (there) {
    const problem = { code: result.code ?? 'refused', detail: result.detail ?? '' }
    await tx.objectStore('operations').put({ ...operation, state: result.outcome === 'conflict' ? 'conflict' : 'refused', problem })
  }
  await tx.done
  wire.changed()
}
