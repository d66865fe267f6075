import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { LAGGED, live, type LiveEvent } from '@/api/events'
import { asProblem, type ApiProblem } from '@/api/problem'
import { serverNow } from '@/api/serverClock'
import * as tickets from '@/api/tickets'
import type { Counts, TicketRow } from '@/api/types'

import { columnsFrom, columnsText, type Column } from './columns'
import { addressOf, filtersFrom, questionOf, type Filters } from './filters'

const ROWS = 50
/** Changes that come close together are fetched together. */
const GATHER_MS = 600
const OPENED = 'ticketing.ticket_opened'

/** The list of tickets: filters in the address, pages by cursor, changes as they happen without the list moving. */
export function useTickets() {
  const route = useRoute()
  const router = useRouter()
  const filters = computed(() => filtersFrom(route.query))
  const columns = computed(() => columnsFrom(route.query.cols))

  const rows = shallowRef<TicketRow[]>([])
  const next = ref<string | null>(null)
  const loading = ref(true)
  const loadingMore = ref(false)
  const problem = ref<ApiProblem | null>(null)
  const counts = ref<Counts | null>(null)
  /** Tickets opened since the list was read. */
  const arrived = ref(new Set<string>())
  /** Changes were missed, so that the list may be wrong. */
  const missed = ref(false)
  let asking: AbortController | null = null

  async function reload(): Promise<void> {
    asking?.abort()
    const mine = (asking = new AbortController())
    loading.value = rows.value.length === 0
    problem.value = null
    arrived.value = new Set()
    missed.value = false
    try {
      const page = await tickets.list({ ...questionOf(filters.value, serverNow()), limit: ROWS }, mine.signal)
      rows.value = page.items
      next.value = page.next
    } catch (thrown) {
      if (!mine.signal.aborted) problem.value = asProblem(thrown)
    } finally {
      if (!mine.signal.aborted) loading.value = false
    }
  }

  async function more(): Promise<void> {
    if (next.value === null || loadingMore.value) return
    loadingMore.value = true
    try {
      const page = await tickets.list({ ...questionOf(filters.value, serverNow()), limit: ROWS, after: next.value })
      const known = new Set(rows.value.map((row) => row.id))
      rows.value = [...rows.value, ...page.items.filter((row) => !known.has(row.id))]
      next.value = page.next
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      loadingMore.value = false
    }
  }

  function filter(change: Partial<Filters>): void {
    void router.replace({ query: { ...addressOf({ ...filters.value, ...change }), cols: route.query.cols } })
  }

  function show(chosen: Column[]): void {
    void router.replace({ query: { ...route.query, cols: columnsText(chosen) } })
  }

  async function recount(): Promise<void> {
    counts.value = await tickets.counts().catch(() => counts.value)
  }

  const changed = new Set<string>()
  let gathering: ReturnType<typeof setTimeout> | null = null

  function hear(event: LiveEvent): void {
    if (event.kind === LAGGED) missed.value = true
    else if (!event.kind.startsWith('ticketing.')) return
    if (event.kind === OPENED && concerns(event)) arrived.value = new Set(arrived.value).add(event.subject)
    else if (rows.value.some((row) => row.id === event.subject)) changed.add(event.subject)
    gathering ??= setTimeout(() => void settle(), GATHER_MS)
  }

  function concerns(event: LiveEvent): boolean {
    return filters.value.contract === '' || filters.value.contract === event.contract_id
  }

  /** Rows change where they stand; they move only when the list is read again. */
  async function settle(): Promise<void> {
    gathering = null
    const ids = [...changed]
    changed.clear()
    void recount()
    const fresh = new Map<string, TicketRow>()
    await Promise.all(ids.map((id) => tickets.get(id).then((row) => fresh.set(id, row), () => undefined)))
    if (fresh.size > 0) rows.value = rows.value.map((row) => fresh.get(row.id) ?? row)
  }

  watch(
    () => addressText(filters.value),
    () => {
      rows.value = []
      void reload()
    },
    { immediate: true },
  )
  void recount()
  const leave = live.listen(hear)
  onScopeDispose(() => {
    leave()
    asking?.abort()
    if (gathering !== null) clearTimeout(gathering)
  })

  return { filters, columns, rows, next, loading, loadingMore, problem, counts, arrived, missed, reload, more, filter, show }
}

function addressText(filters: Filters): string {
  return JSON.stringify(filters)
}
