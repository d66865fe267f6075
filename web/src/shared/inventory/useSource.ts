import { computed, onScopeDispose, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { LAGGED, live } from '@/api/events'
import * as api from '@/api/inventory'
import { useFollowed } from '@/shared/useFollowed'
import { useLoad } from '@/shared/useLoad'
import { usePages } from '@/shared/usePages'

const ROWS = 50
const GATHER_MS = 400
export const VIEWS = ['tables', 'difference', 'readings'] as const
export type View = (typeof VIEWS)[number]

/** A source with its readings; which of them is looked at, and what of it, stands in the address. */
export function useSource(id: () => string) {
  const route = useRoute()
  const router = useRouter()
  const { data: source, problem, loading, load } = useLoad(() => api.get(id()))
  const readings = usePages((after) => api.readings(id(), after, ROWS))

  const text = (name: string): string => (typeof route.query[name] === 'string' ? (route.query[name] as string) : '')
  const view = computed<View>(() => VIEWS.find((one) => one === text('view')) ?? 'tables')
  /** The reading that is looked at: the last one, when none is named. */
  const reading = computed(() => text('reading') || (source.value?.reading_id ?? ''))
  const against = computed(() => text('against'))
  const table = computed(() => text('table'))
  const q = computed(() => text('q'))
  const isLast = computed(() => reading.value === source.value?.reading_id)

  function turn(change: Partial<Record<'view' | 'reading' | 'against' | 'table' | 'q', string>>, back = false): void {
    const query = Object.fromEntries(Object.entries({ ...route.query, ...change }).filter(([, value]) => value))
    void router[back ? 'push' : 'replace']({ query })
  }

  async function read(): Promise<void> {
    await Promise.all([load(), readings.load()])
  }

  async function follow(): Promise<void> {
    await load()
    if (source.value?.reading === false) await readings.load()
  }
  useFollowed(() => source.value?.reading === true, follow)

  let gathering: ReturnType<typeof setTimeout> | undefined
  const leave = live.listen((event) => {
    if (event.kind !== LAGGED && (event.kind !== 'inventory.source_changed' || event.subject !== id())) return
    clearTimeout(gathering)
    gathering = setTimeout(() => void read(), GATHER_MS)
  })
  onScopeDispose(() => (leave(), clearTimeout(gathering)))
  watch(id, read, { immediate: true })

  return { source, problem, loading, read, load, readings, view, reading, against, table, q, isLast, turn }
}
