import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import 'element-plus/theme-chalk/el-message.css'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'

import * as desk from '@/api/desk'
import type { Step } from '@/api/desk'
import { LAGGED, live } from '@/api/events'
import { asProblem, type ApiProblem } from '@/api/problem'
import * as api from '@/api/tickets'
import type { Entry, Ticket } from '@/api/types'
import { t } from '@/i18n'
import { useSession } from '@/session/useSession'
import { useLoad } from '@/shared/useLoad'

import { flush, hold, heldNow, isHoldable, onOutcome, type Outcome } from '../held/held'
import { ACTIONS, bodyOf, type Action } from './actions'
import { stepOf, valuesOf, withHeld } from './steps'

/** A change of ours that met a change of somebody else. */
export interface Conflict {
  action: Action
  values: Record<string, unknown>
  /** The ticket as it was when we began. */
  read: Ticket
  current: Ticket
}

const GATHER_MS = 500
/** Pages of the timeline that are read at once: the latest entry is what one looks for. */
const PAGES = 5

/** One ticket with its timeline, kept up to date while it is read. */
export function useTicket(id: () => string, show: (id: string) => void) {
  const session = useSession()
  const me = computed(() => (session.me ? { id: session.me.id, name: session.me.name } : null))
  const hotline = computed(() => session.me?.roles.some((held) => held.role === 'hotline_agent' && (held.contract_id === null || held.contract_id === ticket.value?.contract_id)) ?? false)
  const { data: ticket, problem, loading, load } = useLoad<Ticket>(() => api.get(id()))
  const entries = shallowRef<Entry[]>([])
  const nextEntries = ref<string | null>(null)
  const timelineProblem = ref<ApiProblem | null>(null)
  const busy = ref(false)
  const conflict = shallowRef<Conflict | null>(null)

  const held = computed(() => heldNow.value.filter((one) => one.tickets.includes(id())))
  /** The ticket as it will be in a few seconds, when what is held has been sent. */
  const shown = computed(() => ticket.value && withHeld(ticket.value, held.value.flatMap((one) => one.steps), me.value))

  /** Reads the timeline from its start or what it has beyond what is shown; entries are never changed afterwards. */
  async function readTimeline(fromStart: boolean): Promise<void> {
    const asked = id()
    try {
      const list = fromStart ? [] : [...entries.value]
      const seen = new Set(list.map((entry) => entry.id))
      let after = fromStart ? undefined : (nextEntries.value ?? undefined)
      for (let pages = 0; pages < PAGES; pages += 1) {
        const page = await api.timeline(asked, after)
        if (asked !== id()) return
        list.push(...page.items.filter((entry) => !seen.has(entry.id)))
        nextEntries.value = page.next
        after = page.next ?? undefined
        if (page.next === null) break
      }
      entries.value = list
      timelineProblem.value = null
    } catch (thrown) {
      if (asked === id()) timelineProblem.value = asProblem(thrown)
    }
  }

  async function refresh(): Promise<void> {
    const asked = id()
    const fresh = await api.get(asked).catch(() => null)
    if (fresh && id() === asked) ticket.value = fresh
    await readTimeline(true)
  }

  /** What is held for this ticket goes first; the version that one decided on then counts our own changes in. */
  async function settleHeld(): Promise<number> {
    const before = ticket.value?.version ?? 0
    const own = held.value.length
    await flush(id())
    const now = ticket.value?.version ?? before
    return now === before + own ? now : before
  }

  function keep(step: Step, action: Action, now: Ticket): void {
    if (!me.value) return
    hold({ person: me.value.id, tickets: [now.id], steps: [step], says: `${t(action.says)} ${now.number}`, version: action.versioned ? now.version : null })
  }

  /**
   * Does something to the ticket. What nobody outside notices waits ten seconds, so that it can be taken back; the rest
   * is done at once. Throws what a form should show; a conflict is kept for its own dialog.
   */
  async function act(action: Action, values: Record<string, unknown>, version?: number): Promise<boolean> {
    if (!ticket.value || busy.value) return false
    const step = stepOf(action.name, values)
    if (step !== null && isHoldable([step]) && version === undefined) {
      keep(step, action, ticket.value)
      return true
    }
    busy.value = true
    const start = ticket.value
    try {
      const settled = await settleHeld()
      const read = version ?? settled
      const body = bodyOf(values)
      const answer = action.name === 'edit' ? await api.edit(start.id, body, read) : await api.act(start.id, action.name, body, action.versioned ? read : undefined)
      ElMessage.success(t('ticket.done', { what: t(action.says) }))
      if (answer.id !== start.id) {
        show(answer.id)
        return true
      }
      await take(answer)
      return true
    } catch (thrown) {
      const refusal = asProblem(thrown)
      const current = currentOf(refusal)
      if (current === null) throw refusal
      conflict.value = { action, values, read: start, current }
      return true
    } finally {
      busy.value = false
    }
  }

  /** Does it without a form; a refusal is shown on its own. */
  async function actNow(action: Action): Promise<void> {
    await act(action, {}).catch((thrown) => ElMessage.error(asProblem(thrown).detail))
  }

  /** Several steps at once, all or nothing; `version` where it matters that nobody came between. */
  async function run(steps: Step[], version?: number): Promise<void> {
    busy.value = true
    try {
      const settled = await settleHeld()
      await take(await desk.steps(id(), steps, { version: version === undefined ? undefined : Math.max(version, settled) }))
    } finally {
      busy.value = false
    }
  }

  async function runMacro(macro: string): Promise<void> {
    busy.value = true
    try {
      await settleHeld()
      await take(await desk.macros.run(id(), macro))
    } finally {
      busy.value = false
    }
  }

  async function take(answer: Ticket): Promise<void> {
    if (answer.id !== id()) return
    ticket.value = answer
    await readTimeline(true)
  }

  function hear({ held: sent, ticket: answer, problem: refusal }: Outcome): void {
    if (!sent.tickets.includes(id())) return
    if (answer && answer.id === id()) void take(answer)
    else void refresh()
    const current = refusal && currentOf(refusal)
    const [step] = sent.steps
    const action = ACTIONS.find((one) => one.name === step?.do)
    if (current && ticket.value && step && action) conflict.value = { action, values: valuesOf(step), read: ticket.value, current }
  }

  function takeCurrent(): void {
    if (conflict.value) ticket.value = conflict.value.current
    conflict.value = null
    void refresh()
  }

  /** Saves what was decided on, knowing what the other side did. */
  async function actAgain(values: Record<string, unknown>): Promise<void> {
    const met = conflict.value
    conflict.value = null
    if (!met) return
    ticket.value = met.current
    await act(met.action, values, met.current.version).catch((thrown) => ElMessage.error(asProblem(thrown).detail))
  }

  watch(
    id,
    () => {
      ticket.value = null
      entries.value = []
      nextEntries.value = null
      conflict.value = null
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
  const deaf = onOutcome(hear)
  onScopeDispose(() => {
    leave()
    deaf()
    if (gathering !== null) clearTimeout(gathering)
  })

  return { me, hotline, ticket, shown, held, problem, loading, load, entries, nextEntries, timelineProblem, readTimeline, refresh, busy, act, actNow, run, runMacro, settleHeld, conflict, takeCurrent, actAgain }
}

/** The ticket as it is now, if that is why it was refused. */
export function currentOf(refusal: ApiProblem): Ticket | null {
  const current = refusal.body.current
  return refusal.status === 412 && typeof current === 'object' && current !== null ? (current as Ticket) : null
}
