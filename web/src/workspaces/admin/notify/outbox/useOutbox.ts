import { computed, onScopeDispose, ref, watch } from 'vue'

import * as api from '@/api/notify'
import type { OutboxMessage, OutboxQuery } from '@/api/notify'
import { serverNow } from '@/api/serverClock'
import { t } from '@/i18n'
import { usePages } from '@/shared/usePages'

import { attempt } from '../../parts/attempt'
import { useUrlFilters } from '../../parts/useUrlFilters'
import { outboxQuestion } from './question'

/** How often the first page is looked at again: soon while something is on its way, seldom otherwise. */
const SOON_MS = 3_000
const SELDOM_MS = 20_000
/** What goes out within this is on its way. */
const SOON_DUE_MS = 120_000
const LIMIT = 50

/** What went out, what waits and what failed, looked at again and again while the page is open. */
export function useOutbox() {
  const filters = useUrlFilters(['state', 'contract', 'way', 'from', 'to'])
  const query = computed<OutboxQuery>(() => ({ ...outboxQuestion(filters.asked.value), limit: LIMIT }))
  const pages = usePages<OutboxMessage>((after) => api.outbox({ ...query.value, ...(after ? { after } : {}) }))
  const acting = ref<string | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let over = false

  async function look(): Promise<void> {
    clearTimeout(timer)
    await pages.load()
    rest()
  }

  function rest(): void {
    if (over) return
    clearTimeout(timer)
    const soon = pages.items.value.some((message) => ['gathering', 'sending', 'waiting'].includes(message.state) && Date.parse(message.due_at) - serverNow() < SOON_DUE_MS)
    timer = setTimeout(() => void again(), soon ? SOON_MS : SELDOM_MS)
  }

  /** Brings the first page up to date without moving what is being read: later pages stay as they are. */
  async function again(): Promise<void> {
    const asked = query.value
    const page = document.hidden ? null : await api.outbox(asked).catch(() => null)
    if (page && asked === query.value && !pages.loading.value) {
      const fresh = new Set(page.items.map((message) => message.id))
      const last = page.items.at(-1)
      // Of what is shown, what is older than the page that came stays below it.
      const older = page.next === null || !last ? [] : pages.items.value.filter((message) => !fresh.has(message.id) && message.created_at <= last.created_at)
      pages.items.value = [...page.items, ...older]
      if (older.length === 0) pages.next.value = page.next
    }
    rest()
  }

  function put(message: OutboxMessage): void {
    pages.items.value = pages.items.value.map((one) => (one.id === message.id ? message : one))
  }

  async function act(message: OutboxMessage, step: (id: string) => Promise<OutboxMessage>, done: string): Promise<void> {
    acting.value = message.id
    const went = await attempt(async () => put(await step(message.id)), done)
    acting.value = null
    if (went) rest()
    else await look()
  }

  const retry = (message: OutboxMessage): Promise<void> => act(message, api.sendAgain, t('out.retried'))
  const cancel = (message: OutboxMessage): Promise<void> => act(message, api.takeBack, t('out.cancelled'))

  watch(query, () => {
    pages.items.value = []
    void look()
  }, { immediate: true })
  onScopeDispose(() => {
    over = true
    clearTimeout(timer)
  })

  return { ...pages, ...filters, look, acting, retry, cancel }
}
