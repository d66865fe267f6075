import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import 'element-plus/theme-chalk/el-message.css'
import { onScopeDispose, ref, shallowRef, watch } from 'vue'

import { LAGGED, live } from '@/api/events'
import { asProblem, type ApiProblem } from '@/api/problem'
import * as api from '@/api/tickets'
import type { Entry, Ticket } from '@/api/types'
import { t } from '@/i18n'
import { useLoad } from '@/shared/useLoad'

import { bodyOf, type Action } from './actions'

/** A change of ours that met a change of somebody else. */
export interface Conflict {
  action: Action
  values: Record<string, unknown>
  current: Ticket
}

const GATHER_MS = 500

/** One ticket with its timeline, kept up to date while it is read. */
export function useTicket(id: () => string, show: (id: string) => void) {
  const { data: ticket, problem, loading, load } = useLoad<Ticket>(() => api.get(id()))
  const entries = shallowRef<Entry[]>([])
  const nextEntries = ref<string | null>(null)
  const timelineProblem = ref<ApiProblem | null>(null)
  const busy = ref(false)
  const conflict = shallowRef<Conflict | null>(null)

  /** Reads what the timeline has beyond what is shown; entries are never changed afterwards. */
  async function readTimeline(fromStart: boolean): Promise<void> {
    try {
      const page = await api.timeline(id(), fromStart ? undefined : (nextEntries.value ?? undefined))
      const known = fromStart ? [] : entries.value
      const seen = new Set(known.map((entry) => entry.id))
      entries.value = [...known, ...page.items.filter((entry) => !seen.has(entry.id))]
      nextEntries.value = page.next
      timelineProblem.value = null
    } catch (thrown) {
      timelineProblem.value = asProblem(thrown)
    }
  }

  async function refresh(): Promise<void> {
    const asked = id()
    const fresh = await api.get(asked).catch(() => null)
    if (fresh && id() === asked) ticket.value = fresh
    await readTimeline(true)
  }

  /** Does something to the ticket. Throws what a form should show; a conflict is kept for its own dialog. */
  async function act(action: Action, values: Record<string, unknown>, version?: number): Promise<boolean> {
    if (!ticket.value || busy.value) return false
    busy.value = true
    const read = version ?? ticket.value.version
    const body = bodyOf(values)
    try {
      const answer = action.name === 'edit' ? await api.edit(ticket.value.id, body, read) : await api.act(ticket.value.id, action.name, body, action.versioned ? read : undefined)
      ElMessage.success(t('ticket.done', { what: t(action.says) }))
      if (answer.id !== ticket.value.id) {
        show(answer.id)
        return true
      }
      ticket.value = answer
      await readTimeline(true)
      return true
    } catch (thrown) {
      const refusal = asProblem(thrown)
      const current = refusal.body.current
      if (refusal.status !== 412 || typeof current !== 'object' || current === null) throw refusal
      conflict.value = { action, values, current: current as Ticket }
      return true
    } finally {
      busy.value = false
    }
  }

  /** Does it without a form; a refusal is shown on its own. */
  async function actNow(action: Action): Promise<void> {
    await act(action, {}).catch((thrown) => ElMessage.error(asProblem(thrown).detail))
  }

  function takeCurrent(): void {
    if (conflict.value) ticket.value = conflict.value.current
    conflict.value = null
    void refresh()
  }

  async function actAgain(): Promise<void> {
    const met = conflict.value
    conflict.value = null
    if (met) await act(met.action, met.values, met.current.version).catch((thrown) => ElMessage.error(asProblem(thrown).detail))
  }

  async function write(kind: 'replies' | 'notes', text: string): Promise<void> {
    ticket.value = await api.act(id(), kind, { text })
    await readTimeline(true)
  }

  watch(
    id,
    () => {
      ticket.value = null
      entries.value = []
      void load()
      void readTimeline(true)
    },
    { immediate: true },
  )

  let gathering: ReturnType<typeof setTimeout> | null = null
  const leave = live.listen((event) => {
    if ((event.subject !== id() && event.kind !== LAGGED) || busy.value) return
    gathering ??= setTimeout(() => {
      gathering = null
      void refresh()
    }, GATHER_MS)
  })
  onScopeDispose(() => {
    leave()
    if (gathering !== null) clearTimeout(gathering)
  })

  return { ticket, problem, loading, load, entries, nextEntries, timelineProblem, readTimeline, refresh, busy, act, actNow, write, conflict, takeCurrent, actAgain }
}
