import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import 'element-plus/theme-chalk/el-message.css'
import { onScopeDispose, ref, shallowRef, watch } from 'vue'

import { LAGGED, live } from '@/api/events'
import { asProblem, type ApiProblem } from '@/api/problem'
import * as api from '@/api/tickets'
import type { Entry, Ticket, TicketAction } from '@/api/types'
import { t } from '@/i18n'
import { useSession } from '@/session/useSession'
import { useLoad } from '@/shared/useLoad'

import { markSeen } from '../parts/seen'

const GATHER_MS = 500
/** Pages of a history that are read; nobody scrolls further. */
const MOST_PAGES = 10

/** One request with its whole history, kept up to date while it is read. */
export function useRequest(id: () => string) {
  const session = useSession()
  const { data: ticket, problem, loading, load } = useLoad<Ticket>(() => api.get(id()))
  const entries = shallowRef<Entry[]>([])
  const historyProblem = ref<ApiProblem | null>(null)
  const busy = ref('')

  async function readHistory(): Promise<void> {
    const asked = id()
    try {
      const all: Entry[] = []
      let after: string | undefined
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const read = await api.timeline(asked, after)
        all.push(...read.items)
        if (read.next === null) break
        after = read.next
      }
      if (asked !== id()) return
      entries.value = all
      historyProblem.value = null
    } catch (thrown) {
      historyProblem.value = asProblem(thrown)
    }
  }

  async function refresh(): Promise<void> {
    const asked = id()
    const fresh = await api.get(asked).catch(() => null)
    if (fresh && asked === id()) ticket.value = fresh
    await readHistory()
  }

  /** Does one step; whoever asked shows what was refused. */
  async function act(action: TicketAction, body: Record<string, unknown>, says: string): Promise<boolean> {
    if (busy.value !== '') return false
    busy.value = action
    try {
      ticket.value = await api.act(id(), action, body)
      await readHistory()
      ElMessage.success(says)
      return true
    } finally {
      busy.value = ''
    }
  }

  async function attach(file: File): Promise<void> {
    await api.attach(id(), file, 'public')
    await refresh()
    ElMessage.success(t('composer.uploaded', { name: file.name }))
  }

  watch(ticket, (now) => {
    if (now && session.me) markSeen(session.me.id, now)
  })
  watch(
    id,
    () => {
      ticket.value = null
      entries.value = []
      void load()
      void readHistory()
    },
    { immediate: true },
  )

  let gathering: ReturnType<typeof setTimeout> | null = null
  const leave = live.listen((event) => {
    if ((event.subject !== id() && event.kind !== LAGGED) || busy.value !== '') return
    gathering ??= setTimeout(() => {
      gathering = null
      void refresh()
    }, GATHER_MS)
  })
  onScopeDispose(() => {
    leave()
    if (gathering !== null) clearTimeout(gathering)
  })

  return { ticket, problem, loading, load, entries, historyProblem, readHistory, busy, act, attach }
}
