import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { LAGGED, live, type LiveEvent } from '@/api/events'
import { calls, type Call } from '@/api/hotline'
import { serverNow } from '@/api/serverClock'
import { usePages } from '@/shared/usePages'

import { addressOf, filtersFrom, merged, NO_FILTERS, phaseOf, questionOf, type Filters } from './call'

const ROWS = 50
/** What is told close together is fetched together. */
const GATHER_MS = 400
const CHANGED = 'hotline.call_changed'
/** Calls that run are looked at again so often: that one is over is told to nobody when nothing else of it changed. */
const AGAIN_MS = 5_000

/** The log of calls: filters in the address, pages by cursor, and calls of phone systems as they come. */
export function useCalls() {
  const route = useRoute()
  const router = useRouter()
  const filters = computed(() => filtersFrom(route.query))
  const { items, next, problem, loading, loadingMore, load, more } = usePages((after) => calls.list({ ...questionOf(filters.value), limit: ROWS, ...(after ? { after } : {}) }))
  /** What came by itself since the log was opened, for those who do not see it. */
  const arrived = ref(0)
  const chosen = shallowRef<string | null>(null)

  function filter(change: Partial<Filters>): void {
    void router.replace({ query: addressOf({ ...filters.value, ...change }) })
  }

  function put(call: Call): void {
    const known = items.value.some((one) => one.id === call.id)
    items.value = known ? items.value.map((one) => (one.id === call.id ? call : one)) : [call, ...items.value]
  }

  let gathering: ReturnType<typeof setTimeout> | null = null
  const told = new Set<string>()

  function hear(event: LiveEvent): void {
    if (event.kind !== CHANGED && event.kind !== LAGGED) return
    if (event.kind === CHANGED && filters.value.contract !== '' && event.contract_id !== filters.value.contract) return
    told.add(event.kind === LAGGED ? LAGGED : event.subject)
    gathering ??= setTimeout(() => void settle(), GATHER_MS)
  }

  /** Known calls are read one by one; whether a new one belongs into this log only the server can say. */
  async function settle(): Promise<void> {
    gathering = null
    const subjects = [...told]
    told.clear()
    const asked = JSON.stringify(filters.value)
    const known = new Set(items.value.map((call) => call.id))
    const few = subjects.length <= 5 && subjects.every((id) => known.has(id))
    if (few) {
      const fresh = await Promise.all(subjects.map((id) => calls.get(id).catch(() => null)))
      if (asked === JSON.stringify(filters.value)) fresh.forEach((call) => call !== null && put(call))
      return
    }
    const page = await calls.list({ ...questionOf(filters.value), limit: ROWS }).catch(() => null)
    if (page === null || asked !== JSON.stringify(filters.value)) return
    arrived.value += page.items.filter((call) => !known.has(call.id)).length
    if (items.value.length <= ROWS) next.value = page.next
    items.value = merged(page.items, items.value)
  }

  watch(
    () => JSON.stringify(filters.value),
    () => route.name === 'calls' && void load(),
    { immediate: true },
  )
  const again = setInterval(() => {
    if (document.visibilityState !== 'visible') return
    const running = items.value.filter((call) => phaseOf(call, serverNow()).state !== 'over').slice(0, ROWS)
    running.forEach((call) => void calls.get(call.id).then(put, () => undefined))
  }, AGAIN_MS)
  const leave = live.listen(hear)
  onScopeDispose(() => {
    leave()
    clearInterval(again)
    if (gathering !== null) clearTimeout(gathering)
  })

  const narrowed = computed(() => Object.keys(addressOf(filters.value)).length > 0)
  return { filters, filter, clear: () => filter(NO_FILTERS), narrowed, items, next, problem, loading, loadingMore, load, more, put, arrived, chosen }
}
