import { computed, ref, shallowRef, watch } from 'vue'
import { useRouter } from 'vue-router'

import { serverNow } from '@/api/serverClock'
import { t } from '@/i18n'
import type { InspectionOperation, KeptInspection, KeptTicket, Operation, Sent, Step, TicketOperation } from '@/shared/offline/db'
import { discard, keepDraft, sendAgain } from '@/shared/offline/queue'
import { refreshTicket } from '@/shared/offline/refresh'
import { refreshInspection } from '@/shared/offline/refreshInspections'
import { discardFrom, takeBack } from '@/shared/offline/runDraft'
import { calls, operations, person, resumed, store } from '@/shared/offline/useField'
import { sayExact } from '@/shared/time/say'

import { sayStep, textOf } from '../parts/steps'
import { draftId, draftOf } from '../sheet/draft'

/** What is on its way, what was not taken and has to be decided, and what went out lately. */
export function useOutbox() {
  const router = useRouter()
  const tickets = shallowRef<Record<string, KeptTicket>>({})
  const inspections = shallowRef<Record<string, KeptInspection>>({})
  const sent = shallowRef<Sent[]>([])
  const looked = ref(false)

  const undecided = computed(() => operations.value.filter((one) => one.state !== 'waiting'))
  const waiting = computed(() => operations.value.filter((one) => one.state === 'waiting'))
  const isBehind = (one: Operation): boolean => undecided.value.some((other) => other.subject === one.subject)
  /** What was done after it to the same thing, with itself. */
  const from = (one: Operation): Operation[] => operations.value.filter((other) => other.subject === one.subject && other.seq >= one.seq)

  async function read(): Promise<void> {
    const db = await store()
    const recent = await db.getAllFromIndex('sent', 'at')
    sent.value = recent.filter((one) => one.person === person.value?.id).reverse().slice(0, 10)
    const known: Record<string, KeptTicket> = {}
    const inspected: Record<string, KeptInspection> = {}
    for (const { about, subject } of undecided.value) {
      const ticket = about === 'ticket' ? await db.get('tickets', subject) : undefined
      if (ticket) known[subject] = ticket
      const inspection = about === 'inspection' ? await db.get('inspections', subject) : undefined
      if (inspection) inspected[subject] = inspection
    }
    tickets.value = known
    inspections.value = inspected
  }

  /** How things stand now, once for each that has to be decided about. */
  async function look(): Promise<void> {
    const db = await store()
    const subjects = new Map(undecided.value.map((one) => [one.subject, one.about]))
    const now = serverNow()
    await Promise.allSettled([...subjects].map(([id, about]) => (about === 'ticket' ? refreshTicket(db, calls, id, now) : refreshInspection(db, calls, id, now))))
    await read()
    looked.value = true
  }

  watch(operations, read, { immediate: true })
  watch(() => undecided.value.map((one) => one.id).join(), look, { immediate: true })

  async function after(done: Promise<unknown>): Promise<void> {
    await done
    await resumed()
  }

  async function again(one: Operation, step: Step = one.step): Promise<void> {
    await after(store().then((db) => sendAgain(db, one.seq, step)))
  }

  /** What could not be done is at least on record: as a note for colleagues, with the time at which it was done. */
  async function asNote(one: TicketOperation): Promise<void> {
    const what = [sayStep(one.step.do), textOf(one.step)].filter((part) => part !== '').join('：')
    await again(one, { do: 'note', text: t('phone.asNote', { time: sayExact(one.device_at), what }) })
  }

  /** Begins a correction of what was handed in meanwhile; what waits goes into it. Needs a network. */
  async function asCorrection(one: InspectionOperation, reason: string): Promise<void> {
    const db = await store()
    const known = await db.get('inspections', one.subject)
    if (!known?.run) return
    const run = await calls.correctRun(known.run.id, reason)
    await db.put('inspections', { ...known, run })
    await again(one)
  }

  async function giveUp(one: Operation): Promise<void> {
    await after(store().then((db) => (one.about === 'ticket' ? discard(db, one.seq) : discardFrom(db, one))))
  }

  /** Back into the sheet of the inspection, with all that was handed in behind it. */
  async function reopen(one: InspectionOperation): Promise<void> {
    await after(store().then((db) => takeBack(db, one, new Date(serverNow()).toISOString())))
    if (one.step.do !== 'announce') await router.push({ name: one.step.do === 'start' ? 'field-inspection' : 'field-run', params: { id: one.subject } })
  }

  /** Opens a refused sheet again; it keeps its place in the order until it is submitted or given up. */
  async function openSheet(one: TicketOperation): Promise<void> {
    if (one.step.do !== 'service-sheet') return
    await keepDraft(await store(), { id: draftId(one.person, one.subject), person: one.person, content: draftOf(one.step, one.seq), at: new Date(serverNow()).toISOString() })
    await router.push({ name: 'field-sheet', params: { id: one.subject } })
  }

  return { openSheet, undecided, waiting, isBehind, from, tickets, inspections, sent, looked, again, asNote, asCorrection, giveUp, reopen }
}
