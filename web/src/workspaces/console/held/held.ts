import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import 'element-plus/theme-chalk/el-message.css'
import { computed, reactive, ref } from 'vue'

import * as desk from '@/api/desk'
import type { BulkResult, Step, StepName } from '@/api/desk'
import { asProblem, type ApiProblem } from '@/api/problem'
import type { Ticket } from '@/api/types'
import { t } from '@/i18n'
import { onLeaving } from '@/shared/draft'

import { sendAgain } from './again'

/** How long a change can be taken back. */
export const HOLD_MS = 10_000

/** Left over by a page that died: a living one would have sent it by now. */
const ORPHAN_MS = 5_000
const PREFIX = 'jianyue.held.'

/** Changes that nobody outside has seen after ten seconds and that stop no clock; everything else is sent at once. */
const HOLDABLE: StepName[] = ['take', 'assign', 'note', 'close', 'cancel', 'merge', 'resume', 'link', 'watch', 'unwatch']

export interface Held {
  id: string
  /** Who did it; nobody else sends it. */
  person: string
  tickets: string[]
  steps: Step[]
  /** Shown in the bar: what, to what. */
  says: string
  /** Version that it was decided on, where the server wants to know. */
  version: number | null
  since: number
  sending: boolean
}

export interface Outcome {
  held: Held
  ticket?: Ticket
  results?: BulkResult[]
  problem?: ApiProblem
}

const waiting = reactive<Held[]>([])
const timers = new Map<string, ReturnType<typeof setTimeout>>()
const listeners = new Set<(outcome: Outcome) => void>()
/** Moves when something is taken back, so that pages can put what was typed back where it was. */
const takenBack = ref<Held | null>(null)

export const heldNow = computed(() => waiting.filter((one) => !one.sending))

export function isHoldable(steps: Step[]): boolean {
  return steps.every((step) => HOLDABLE.includes(step.do))
}

/** Keeps a change for ten seconds and then sends it. */
export function hold(what: Pick<Held, 'person' | 'tickets' | 'steps' | 'says'> & { version?: number | null }): Held {
  const held: Held = { version: null, ...what, id: crypto.randomUUID(), since: Date.now(), sending: false }
  waiting.push(held)
  store(held)
  timers.set(held.id, setTimeout(() => void send(held.id), HOLD_MS))
  return held
}

/** Takes back the latest change, or the named one. */
export function undo(id?: string): Held | null {
  const held = id === undefined ? heldNow.value.at(-1) : heldNow.value.find((one) => one.id === id)
  if (!held) return null
  drop(held.id)
  takenBack.value = held
  return held
}

/** Sends what waits, in the order in which it was done: of one ticket, or everything. */
export async function flush(ticket?: string): Promise<void> {
  for (const held of [...heldNow.value]) {
    if (ticket === undefined || held.tickets.includes(ticket)) await send(held.id)
  }
}

export function isHeld(ticket: string, name: StepName): boolean {
  return waiting.some((held) => held.tickets.includes(ticket) && held.steps.some((step) => step.do === name))
}

/** Tells what has become of the changes that were held. */
export function onOutcome(listener: (outcome: Outcome) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export { takenBack }

/** Left behind by a page that died; whether they arrived is not known. */
const orphans = new Set<string>()

async function send(id: string): Promise<void> {
  const held = waiting.find((one) => one.id === id)
  if (!held || held.sending) return
  clearTimer(id)
  held.sending = true
  store(held)
  const outcome = await (orphans.has(id) ? sendAgain(held) : deliver(held))
  if (outcome.problem?.status === 0) {
    // No network: it stays, and is tried again.
    held.sending = false
    held.since = Date.now()
    store(held)
    timers.set(id, setTimeout(() => void send(id), HOLD_MS))
  } else {
    drop(id)
    if (outcome.ticket) rebase(outcome.ticket, held)
  }
  listeners.forEach((listener) => listener(outcome))
  // Nobody is there to show it: somebody went on to another page.
  if (outcome.problem && listeners.size === 0) ElMessage.error(t('held.failed', { what: held.says }) + outcome.problem.detail)
}

async function deliver(held: Held, keepalive = false): Promise<Outcome> {
  const how = { keepalive, ...(held.version === null ? {} : { version: held.version }) }
  try {
    const [only, ...others] = held.tickets
    if (only === undefined) return { held }
    if (others.length > 0) return { held, results: await desk.bulk(held.tickets, held.steps, { keepalive }) }
    return { held, ticket: await desk.steps(only, held.steps, how) }
  } catch (thrown) {
    return { held, problem: asProblem(thrown) }
  }
}

/** What we did ourselves is no conflict for what we do next. */
function rebase(now: Ticket, sent: Held): void {
  for (const other of waiting) {
    if (other.version !== null && other !== sent && other.tickets.includes(now.id) && (other.version === sent.version || other.version === now.version - 1)) {
      other.version = now.version
      store(other)
    }
  }
}

function store(held: Held): void {
  localStorage.setItem(PREFIX + held.id, JSON.stringify(held))
}

function drop(id: string): void {
  clearTimer(id)
  orphans.delete(id)
  localStorage.removeItem(PREFIX + id)
  const at = waiting.findIndex((one) => one.id === id)
  if (at >= 0) waiting.splice(at, 1)
}

function clearTimer(id: string): void {
  const timer = timers.get(id)
  if (timer !== undefined) clearTimeout(timer)
  timers.delete(id)
}

/** Takes over what a page of ours left behind when it died, and sends what did not arrive. */
export function adopt(person: string, now = Date.now()): void {
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
    const held = read(key)
    if (held === null) localStorage.removeItem(key)
    else if (held.person === person && !waiting.some((one) => one.id === held.id) && (held.sending || now - held.since > HOLD_MS + ORPHAN_MS)) {
      orphans.add(held.id)
      waiting.push({ ...held, sending: false })
      void send(held.id)
    }
  }
}

function read(key: string): Held | null {
  try {
    const held = JSON.parse(localStorage.getItem(key) ?? '') as Held
    return Array.isArray(held.tickets) && Array.isArray(held.steps) ? held : null
  } catch {
    return null
  }
}

/** The page is going away: everything is handed to the browser, which sends it without us. */
function leave(): void {
  for (const held of heldNow.value) {
    clearTimer(held.id)
    held.sending = true
    store(held)
    void deliver(held, true).then((outcome) => outcome.problem?.status !== 0 && drop(held.id))
  }
}

addEventListener('pagehide', leave)
onLeaving(() => flush())

/** For tests. */
export function forgetAll(): void {
  orphans.clear()
  waiting.slice().forEach((held) => drop(held.id))
  listeners.clear()
}
