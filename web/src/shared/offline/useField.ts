import { computed, ref, shallowRef } from 'vue'

import { transport } from '@/api/client'
import { fieldCalls, type FieldStep, type WorkItem } from '@/api/field'
import type { Occurrence } from '@/api/inspection'
import type { Ticket } from '@/api/types'
import { hearSkew, serverNow } from '@/api/serverClock'
import { asProblem } from '@/api/problem'

import { openStore, readMeta, type Operation, type Store } from './db'
import { type Deed, enqueueAll, pending, type Subject } from './queue'
import { enter, refresh } from './refresh'
import { refreshInspections } from './refreshInspections'
import { send, type Ended } from './sender'
import { lookForUpdate, sendLater } from './serviceWorker'
import { CHANNEL, PERSON_HERE } from './words'

const POLL_MS = 60_000
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 5 * 60_000

export const calls = fieldCalls(transport, location.origin)

/** Who works here; known from the store before the server was asked. */
export const person = ref<{ id: string; name: string } | null>(null)
export const operations = shallowRef<Operation[]>([])
export const work = shallowRef<{ items: WorkItem[]; at: string } | null>(null)
/** Inspections that are due: one's own, and what nobody has. */
export const rounds = shallowRef<{ items: Occurrence[]; at: string } | null>(null)
/** Prefixes of contracts by id. */
export const prefixes = shallowRef<Record<string, string>>({})
/** Whether the server was reached the last time that it was tried. */
export const online = ref(navigator.onLine)
export const sending = ref(false)
export const reading = ref(false)
/** The session is over: what waits can go only after signing in again. */
export const signInNeeded = ref(false)
/** Somebody else is signed in at this browser. */
export const otherPerson = ref(false)

export const waiting = computed(() => operations.value.filter((one) => one.state === 'waiting').length)
export const undecided = computed(() => operations.value.filter((one) => one.state !== 'waiting').length)

let opened: Promise<Store> | null = null
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(CHANNEL)

export function store(): Promise<Store> {
  opened ??= openStore()
  return opened
}

/** Reads anew what is kept, and tells the other tabs where this one changed it. */
export async function changed(here = true): Promise<void> {
  const db = await store()
  operations.value = person.value ? await pending(db, person.value.id) : []
  work.value = await readMeta(db, 'work')
  rounds.value = await readMeta(db, 'rounds')
  prefixes.value = (await readMeta(db, 'prefixes')) ?? {}
  if (here) channel?.postMessage('changed')
}

/** Opens the store for the one who is signed in, or who was when there last was a network. */
export async function start(me: { id: string; name: string } | null): Promise<void> {
  const db = await store()
  if (me) await enter(db, { id: me.id, name: me.name })
  person.value = me ? { id: me.id, name: me.name } : await readMeta(db, 'person')
  if (person.value) localStorage.setItem(PERSON_HERE, person.value.id)
  const skew = await readMeta(db, 'skew')
  if (skew !== null) hearSkew(skew)
  signInNeeded.value = false
  otherPerson.value = false
  await changed(false)
}

/** Keeps a step that was done to a ticket; it is sent as soon as it can be. */
export async function act({ id, number, state, assignee }: Pick<Ticket, 'id' | 'number' | 'state' | 'assignee'>, step: FieldStep, files: string[] = [], draft?: string): Promise<void> {
  await keepDone({ about: 'ticket', id, name: number, state, assignee: assignee?.name ?? null }, [{ step, files, clock: Date.now() }], draft)
}

/** Keeps steps that were done to an inspection: all of them or none. */
export async function actOnInspection({ id, title, state, assignee }: Pick<Occurrence, 'id' | 'title' | 'state' | 'assignee'>, deeds: Deed<'inspection'>[], draft?: string): Promise<void> {
  await keepDone({ about: 'inspection', id, name: title, state, assignee: assignee?.name ?? null }, deeds, draft)
}

async function keepDone<A extends 'ticket' | 'inspection'>(on: Subject<A>, deeds: Deed<A>[], draft?: string): Promise<void> {
  await enqueueAll(await store(), { person: person.value!.id, on, skew: serverNow() - Date.now() }, deeds, draft)
  await resumed()
}

/** After something that waited was decided about. */
export async function resumed(): Promise<void> {
  await changed()
  sendLater()
  void sync()
}

let running: Promise<void> | null = null
let again = false
let wait = FIRST_WAIT_MS
let timer: ReturnType<typeof setTimeout> | undefined

/** Sends what waits, then reads what is new. Asked for while it runs, it runs once more. */
export function sync(): Promise<void> {
  again = running !== null
  running ??= syncOnce().finally(() => {
    running = null
    if (again) void sync()
  })
  return running
}

async function syncOnce(): Promise<void> {
  if (!person.value) return
  const ended = await sendAll(person.value.id)
  // Another tab sends: this one reads, and looks again soon for what is left.
  const read = ended === 'sent' || ended === 'busy' ? await readAll() : ended
  online.value = read !== 'offline'
  signInNeeded.value = read === 'signed-out'
  otherPerson.value = read === 'other-person'
  clearTimeout(timer)
  wait = read === 'offline' ? Math.min(wait * 2, LONGEST_WAIT_MS) : FIRST_WAIT_MS
  // Some randomness, so that many phones that come back together do not call together.
  timer = setTimeout(() => !document.hidden && void sync(), read === 'offline' || ended === 'busy' ? wait * (0.75 + Math.random() / 2) : POLL_MS)
}

async function sendAll(id: string): Promise<Ended> {
  sending.value = true
  try {
    return await send(await store(), id, { calls, clock: Date.now, server: serverNow, changed: () => void changed() })
  } finally {
    sending.value = false
  }
}

async function readAll(): Promise<Ended> {
  reading.value = true
  try {
    if ((await calls.me()).id !== person.value?.id) return 'other-person'
    const db = await store()
    await Promise.all([refresh(db, calls, serverNow()), refreshInspections(db, calls, person.value.id, serverNow())])
    await changed()
    return 'sent'
  } catch (thrown) {
    return asProblem(thrown).status === 401 ? 'signed-out' : 'offline'
  } finally {
    reading.value = false
  }
}

function wake(): void {
  if (document.hidden) return
  wait = FIRST_WAIT_MS
  lookForUpdate()
  void sync()
}

/** Follows the network, the screen and the other tabs until the returned function is called. */
export function follow(): () => void {
  const offline = (): void => void (online.value = false)
  const heard = (): void => void changed(false)
  window.addEventListener('online', wake)
  window.addEventListener('offline', offline)
  document.addEventListener('visibilitychange', wake)
  channel?.addEventListener('message', heard)
  // Asked for once: then the browser does not throw the store away when it needs room.
  void navigator.storage?.persist?.().catch(() => false)
  void sync()
  return () => {
    clearTimeout(timer)
    window.removeEventListener('online', wake)
    window.removeEventListener('offline', offline)
    document.removeEventListener('visibilitychange', wake)
    channel?.removeEventListener('message', heard)
  }
}

/** Closes the store, so that it can be removed. */
export async function stop(): Promise<void> {
  clearTimeout(timer)
  const db = await opened
  opened = null
  person.value = null
  operations.value = []
  work.value = null
  rounds.value = null
  localStorage.removeItem(PERSON_HERE)
  db?.close()
}
