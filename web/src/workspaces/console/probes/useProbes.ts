import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { LAGGED, live, type LiveEvent } from '@/api/events'
import { probes as api, type Probe, type ProbeState } from '@/api/probing'
import { useLoad } from '@/shared/useLoad'

import { addressOf, countsOf, filtersFrom, fits, layoutOf, lookOf, movedOf, type Filters, type Look } from './probes'

const ROWS = 200
/** The most of one state that are read; more than these are narrowed by contract. */
const MOST = 1_000
const GATHER_MS = 300
/** Readings and next looks move on without being told of. */
const AGAIN_MS = 15_000
const STATES: ProbeState[] = ['down', 'warning', 'unknown', 'up']
/** So near to its top the list may be put in order by itself. */
const AT_TOP = 40

async function readState(contract: string, state: ProbeState): Promise<{ items: Probe[]; whole: boolean }> {
  const items: Probe[] = []
  let after: string | undefined
  do {
    const page = await api.list({ contract: contract || undefined, state, limit: ROWS, after })
    items.push(...page.items)
    after = page.next ?? undefined
  } while (after !== undefined && items.length < MOST)
  return { items, whole: after === undefined }
}

/** Everything that is watched: filters in the address, live, and nothing moves while one reads. */
export function useProbes(prefixOf: (contract: string) => string) {
  const route = useRoute()
  const router = useRouter()
  const filters = computed(() => filtersFrom(route.query))
  const items = shallowRef<Probe[]>([])
  const whole = ref(true)
  const places = shallowRef(new Map<string, Look>())

  const { data, problem, loading, load } = useLoad(async () => {
    const { contract, state } = filters.value
    const states = state === '' ? STATES : state === 'paused' ? (['unknown'] as ProbeState[]) : STATES.filter((one) => one === state)
    const read = await Promise.all(states.map((one) => readState(contract, one)))
    return { contract, items: [...new Map(read.flatMap((one) => one.items).map((probe) => [probe.id, probe])).values()], whole: read.every((one) => one.whole) }
  })
  watch(data, (now) => {
    if (now === null) return
    items.value = now.items
    whole.value = now.whole
    tidy()
  })

  const shown = computed(() => {
    const { state, ...rest } = filters.value
    return items.value.filter((probe) => fits(probe, { ...rest, state: '' }) && (state === '' || (places.value.get(probe.id) ?? lookOf(probe)) === state))
  })
  const layout = computed(() => layoutOf(shown.value, places.value, prefixOf))
  const moved = computed(() => movedOf(items.value, places.value))
  const counts = computed(() => countsOf(items.value.filter((probe) => fits(probe, { ...filters.value, state: '', q: '' }))))

  function arrange(): void {
    places.value = new Map(items.value.map((probe) => [probe.id, lookOf(probe)]))
  }

  /** Whoever reads further down, or has the focus on a row, keeps their place. */
  function tidy(): void {
    const reading = window.scrollY > AT_TOP || document.activeElement?.closest('[data-probe]') !== null && document.activeElement !== null && document.activeElement !== document.body
    if (places.value.size === 0 || !reading) arrange()
    else places.value = new Map(items.value.map((probe) => [probe.id, places.value.get(probe.id) ?? lookOf(probe)]))
  }

  function put(probe: Probe): void {
    const known = items.value.some((one) => one.id === probe.id)
    items.value = known ? items.value.map((one) => (one.id === probe.id ? probe : one)) : [...items.value, probe]
    tidy()
  }

  function drop(id: string): void {
    items.value = items.value.filter((one) => one.id !== id)
  }

  let gathering: ReturnType<typeof setTimeout> | null = null
  const told = new Set<string>()

  function hear(event: LiveEvent): void {
    if (event.kind !== 'probing.probe_changed' && event.kind !== LAGGED) return
    told.add(event.kind === LAGGED ? LAGGED : event.subject)
    gathering ??= setTimeout(() => void settle(), GATHER_MS)
  }

  async function settle(): Promise<void> {
    gathering = null
    const subjects = [...told]
    told.clear()
    if (subjects.length > 10 || subjects.includes(LAGGED)) return load()
    const fresh = await Promise.all(subjects.map((id) => api.get(id).catch(() => null)))
    fresh.forEach((probe) => probe !== null && put(probe))
  }

  function filter(change: Partial<Filters>): void {
    void router.replace({ query: { ...addressOf({ ...filters.value, ...change }), ...(route.query.probe ? { probe: route.query.probe } : {}) } })
  }

  watch(
    () => `${filters.value.contract} ${filters.value.state}`,
    () => {
      if (route.name !== 'probes') return
      places.value = new Map()
      void load()
    },
    { immediate: true },
  )
  const again = setInterval(() => {
    if (document.visibilityState === 'visible' && !loading.value) void load()
  }, AGAIN_MS)
  const leave = live.listen(hear)
  onScopeDispose(() => {
    leave()
    clearInterval(again)
    if (gathering !== null) clearTimeout(gathering)
  })

  return { filters, filter, items, shown, whole, layout, moved, counts, data, problem, loading, load, arrange, put, drop }
}
