import { computed, ref, shallowRef, watch } from 'vue'
import { useRouter } from 'vue-router'

import type { FieldStep } from '@/api/field'
import { serverNow } from '@/api/serverClock'
import { t } from '@/i18n'
import type { KeptTicket, Operation, Sent } from '@/shared/offline/db'
import { discard, keepDraft, sendAgain } from '@/shared/offline/queue'
import { refreshTicket } from '@/shared/offline/refresh'
import { calls, operations, person, resumed, store } from '@/shared/offline/useField'
import { sayExact } from '@/shared/time/say'

import { sayStep, textOf } from '../parts/steps'
import { draftId, draftOf } from '../sheet/draft'

/** What is on its way, what was not taken and has to be decided, and what went out lately. */
export function useOutbox() {
  const router = useRouter()
  const tickets = shallowRef<Record<string, KeptTicket>>({})
  const sent = shallowRef<Sent[]>([])
  const looked = ref(false)

  const undecided = computed(() => operations.value.filter((one) => one.state !== 'waiting'))
  const waiting = computed(() => operations.value.filter((one) => one.state === 'waiting'))
  const isBehind = (one: Operation): boolean => undecided.value.some((other) => other.ticket_id === one.ticket_id)

  async function read(): Promise<void> {
    const db = await store()
    const recent = await db.getAllFromIndex('sent', 'at')
    sent.value = recent.filter((one) => one.person === person.value?.id).reverse().slice(0, 10)
    const known: Record<string, KeptTicket> = {}
    for (const { ticket_id } of undecided.value) {
      const kept = await db.get('tickets', ticket_id)
      if (kept) known[ticket_id] = kept
    }
    tickets.value = known
  }

  /** How the tickets stand now, once for each that has to be decided about. */
  async function look(): Promise<void> {
    const db = await store()
    const ids = [...new Set(undecided.value.map((one) => one.ticket_id))]
    await Promise.allSettled(ids.map((id) => refreshTicket(db, calls, id, serverNow())))
    await read()
    looked.value = true
  }

  watch(operations, read, { immediate: true })
  watch(() => undecided.value.map((one) => one.id).join(), look, { immediate: true })

  async function after(done: Promise<unknown>): Promise<void> {
    await done
    await resumed()
  }

  async function again(one: Operation, step: FieldStep = one.step): Promise<void> {
    await after(store().then((db) => sendAgain(db, one.seq, step)))
  }

  /** What could not be done is at least on record: as a note for colleagues, with the time at which it was done. */
  async function asNote(one: Operation): Promise<void> {
    const what = [sayStep(one.step.do), textOf(one.step)].filter((part) => part !== '').join('：')
    await again(one, { do: 'note', text: t('phone.asNote', { time: sayExact(one.device_at), what }) })
  }

  async function giveUp(one: Operation): Promise<void> {
    await after(store().then((db) => discard(db, one.seq)))
  }

  /** Opens a refused sheet again; it keeps its place in the order until it is submitted or given up. */
  async function openSheet(one: Operation): Promise<void> {
    if (one.step.do !== 'service-sheet') return
    await keepDraft(await store(), { id: draftId(one.person, one.ticket_id), person: one.person, content: draftOf(one.step, one.seq), at: new Date(serverNow()).toISOString() })
    await router.push({ name: 'field-sheet', params: { id: one.ticket_id } })
  }

  return { openSheet, undecided, waiting, isBehind, tickets, sent, looked, again, asNote, giveUp }
}
