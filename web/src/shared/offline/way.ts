import type { FieldCalls } from '@/api/field'
import { asProblem, type ApiProblem } from '@/api/problem'

import type { About, Operation, Queued, Step, Store } from './db'

/** Ahead of the server by less than this is the network's doing. */
const AHEAD_MS = 60_000

export interface Wire {
  calls: Pick<FieldCalls, 'me' | 'sync' | 'ticket' | 'upload' | 'syncInspections' | 'occurrence' | 'run' | 'addRunPhoto'>
  /** This phone's clock, and the server's as far as known, in milliseconds. */
  clock: () => number
  server: () => number
  /** Told after each step that changed what is kept. */
  changed: () => void
}

/** What the server says became of a step, and how the thing stands since. */
export interface Result {
  id: string
  outcome: 'done' | 'repeated' | 'conflict' | 'refused' | 'skipped'
  code?: string | null
  detail?: string | null
}

export interface Sending {
  db: Store
  wire: Wire
  /** Who is signed in. */
  me: { id: string; name: string }
}

/** A step as it goes out: its time is not in the future, its files have the names that the server gave them. */
export interface Outgoing<A extends About> {
  id: string
  subject: string
  device_at: string
  step: Step<A>
}

/** Writes down what became of a step: all of it or nothing. */
export function settling(db: Store) {
  return db.transaction(['operations', 'files', 'tickets', 'inspections', 'sent'], 'readwrite', { durability: 'strict' })
}

export type Settling = ReturnType<typeof settling>

/** How what is done to one kind of thing gets to the server. */
export interface Way<A extends About, R extends Result = Result> {
  /** Whether all that goes before it must be answered first. */
  waitsFor: (operation: Queued<A>, before: Operation[]) => boolean
  /** What speaks against sending it, as far as can be found out beforehand. */
  objection: (operation: Queued<A>, sending: Sending) => Promise<R | null>
  /** Brings one of its files to the server; null where there is nothing to bring it to. */
  upload: (operation: Queued<A>, file: string, sending: Sending) => Promise<R | null>
  /** The step with the server's names of its files, and times that are not ahead. */
  named: (operation: Queued<A>, sending: Sending) => Promise<Step<A>>
  send: (operations: Outgoing<A>[], wire: Wire) => Promise<R[]>
  /** Keeps how the thing stands now. */
  keep: (tx: Settling, operation: Queued<A>, result: R, at: string) => Promise<void>
}

/** A phone whose clock ran ahead while nobody could tell it: the time is moved back by as much as it is known to be wrong. */
export function notAhead(at: string, wire: Wire): string {
  const server = wire.server()
  if (Date.parse(at) <= server + AHEAD_MS) return at
  const shifted = Date.parse(at) + server - wire.clock()
  return new Date(Math.min(shifted, server)).toISOString()
}

/** What was found out, or the refusal of the server; thrown is only what another try may change. */
export async function orRefused<R extends Result>(operation: { id: string }, find: () => Promise<R | null>): Promise<R | null> {
  try {
    return await find()
  } catch (thrown) {
    const problem = asProblem(thrown)
    if (!isFinal(problem)) throw problem
    return refused(operation, problem) as R
  }
}

export function refused(operation: { id: string }, problem: ApiProblem): Result {
  return { id: operation.id, outcome: 'refused', code: problem.code, detail: problem.detail }
}

/** Whether asking again would give the same answer. */
export function isFinal({ status }: ApiProblem): boolean {
  return status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status)
}
