import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { LAGGED, live, type LiveEvent } from '@/api/events'
import { asProblem, type ApiProblem } from '@/api/problem'
import { serverNow } from '@/api/serverClock'
import * as tickets from '@/api/tickets'
import type { TicketRow } from '@/api/types'

import { addressOf, filtersFrom, questionOf, type Filters } from './filters'

const ROWS = 100
/** Changes that come close together are fetched together. */
const GATHER_MS = 600
const OPENED = 'ticketing.ticket_opened'

/** The list of tickets: filters in the address, pages by cursor, changes as they happen without the list moving. */
export function useTickets(shown: Ref<boolean> = ref(true)) {
  const route = useRoute()
  const router = useRouter()
  /** The address is ours only on our own pages. */
  const query = shallowRef(route.query)
  const filters = computed(() => filtersFrom(query.value))

  const rows = shallowRef<TicketRow[]>([])
  /** Where each ticket stands among the rows. */
  const places = new Map<string, number>()
  const next = ref<string | null>(null)
  const loading = ref(true)
  const loadingMore = ref(false)
  const problem = ref<ApiProblem | null>(null)
  /** Tickets opened since the list was read. */
  const arrived = ref(new Set<string>())
  /** Changes were missed, so that the list may be wrong. */
  const missed = ref(false)
  let asking: AbortController | null = null
  let asked: string | null = null

  function append(more: TicketRow[]): void {
    const fresh = more.filter((row) => !places.has(row.id))
    fresh.forEach((row, i) => places.set(row.id, rows.value.length + i))
    rows.value = rows.value.concat(fresh)
  }

  async function reload(): Promise<void> {
    asking?.abort()
    const mine = (asking = new AbortController())
    loading.value = rows.value.length === 0
    problem.value = null
    arrived.value = new Set()
    missed.value = false
    stale.clear()
    try {
      const page = await tickets.list({ ...questionOf(filters.value, serverNow()), limit: ROWS }, mine.signal)
      places.clear()
      rows.value = []
      append(page.items)
      next.value = page.next
    } catch (thrown) {
      if (!mine.signal.aborted) problem.value = asProblem(thrown)
    } finally {
      if (!mine.signal.aborted) loading.value = false
    }
  }

  async function more(): Promise<void> {
    if (next.value === null || loadingMore.value) return
    const mine = asking
    loadingMore.value = true
    try {
      const page = await tickets.list({ ...questionOf(filters.value, serverNow()), limit: ROWS, after: next.value })
      // The list was read anew meanwhile: this page is of the old one.
      if (mine !== asking) return
      append(page.items)
      next.value = page.next
      problem.value = null
    } catch (thrown) {
      if (mine === asking) problem.value = asProblem(thrown)
    } finally {
      loadingMore.value = false
    }
  }

  function filter(change: Partial<Filters>): void {
    void router.replace({ query: { ...addressOf({ ...filters.value, ...change }), cols: query.value.cols } })
  }

  function placeOf(id: string): number {
    return places.get(id) ?? -1
  }

  /** Puts a newer reading of a ticket where its row stands. */
  function put(...fresh: TicketRow[]): void {
    const known = fresh.filter((row) => places.has(row.id))
    if (known.length === 0) return
    const list = rows.value.slice()
    known.forEach((row) => (list[places.get(row.id)!] = row))
    rows.value = list
  }

  /** Changed, but not fetched while nobody sees it. */
  const stale = new Set<string>()
  let seen: [number, number] = [0, 40]
  let gathering: ReturnType<typeof setTimeout> | null = null

  /** Which rows are on the screen now. */
  function look(first: number, last: number): void {
    seen = [first, last]
    if (stale.size > 0) gather()
  }

  function gather(): void {
    gathering ??= setTimeout(() => void settle(), GATHER_MS)
  }

  function hear(event: LiveEvent): void {
    if (event.kind === LAGGED) missed.value = true
    if (!event.kind.startsWith('ticketing.')) return
    if (event.kind === OPENED && concerns(event)) arrived.value = new Set(arrived.value).add(event.subject)
    else if (places.has(event.subject)) {
      stale.add(event.subject)
      gather()
    }
  }

  function concerns(event: LiveEvent): boolean {
    return filters.value.contract === '' || filters.value.contract === event.contract_id
  }

  /** Rows change where they stand; they move only when the list is read again. */
  async function settle(): Promise<void> {
    gathering = null
    const ids = [...stale].filter((id) => isSeen(placeOf(id)))
    ids.forEach((id) => stale.delete(id))
    const fresh = await Promise.all(ids.map((id) => tickets.get(id).catch(() => null)))
    put(...fresh.filter((row) => row !== null))
  }

  function isSeen(place: number): boolean {
    return place >= seen[0] && place <= seen[1]
  }

  watch(
    () => route.query,
    (now) => {
      if (route.path.startsWith('/tickets')) query.value = now
    },
  )
  watch(
    [() => JSON.stringify(filters.value), shown],
    ([wanted, visible]) => {
      if (!visible || wanted === asked) return
      asked = wanted
      rows.value = []
      places.clear()
      next.value = null
      void reload()
    },
    { immediate: true },
  )
  const leave = live.listen(hear)
  onScopeDispose(() => {
    leave()
    asking?.abort()
    if (gathering !== null) clearTimeout(gathering)
  })

  return { query, filters, rows, next, loading, loadingMore, problem, arrived, missed, reload, more, filter, placeOf, put, look }
}
