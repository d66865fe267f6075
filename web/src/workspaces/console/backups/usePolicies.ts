import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import * as api from '@/api/backups'
import type { Policy } from '@/api/backups'
import { LAGGED, live } from '@/api/events'
import { countsOf, lookOf, sorted } from '@/shared/backups/policy'
import { useLoad } from '@/shared/useLoad'

import { addressOf, readFilters, type Filters } from './filters'

const GATHER_MS = 500

/** Every policy that one may see; rows change where they stand, and are put in order when the page is read anew. */
export function usePolicies() {
  const route = useRoute()
  const router = useRouter()
  const filters = computed(() => readFilters(route.query))
  const items = shallowRef<Policy[]>([])
  const { data, problem, loading, load } = useLoad(() => api.all(filters.value.contract))
  const shown = computed(() => items.value.filter((one) => filters.value.state === '' || lookOf(one) === filters.value.state))
  const counts = computed(() => countsOf(items.value))

  watch(data, (now) => {
    if (now === null) return
    const places = new Map(items.value.map((one, i) => [one.id, i]))
    const fresh = sorted(now)
    // Who reads keeps the order; what is new comes behind.
    items.value = places.size === 0 ? fresh : fresh.sort((one, other) => (places.get(one.id) ?? places.size) - (places.get(other.id) ?? places.size))
  })

  function filter(change: Partial<Filters>): void {
    void router.replace({ query: addressOf({ ...filters.value, ...change }) })
  }

  let gathering: ReturnType<typeof setTimeout> | undefined
  const leave = live.listen((event) => {
    if (event.kind !== 'backups.policy_changed' && event.kind !== LAGGED) return
    clearTimeout(gathering)
    gathering = setTimeout(() => void load(), GATHER_MS)
  })
  onScopeDispose(() => (leave(), clearTimeout(gathering)))
  watch(
    () => filters.value.contract,
    () => {
      if (route.name !== 'backups') return
      items.value = []
      void load()
    },
    { immediate: true },
  )
  return { filters, filter, items, shown, counts, data, problem, loading, load }
}
