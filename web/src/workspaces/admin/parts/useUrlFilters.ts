import { computed, reactive, watch, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

type Filters<K extends string> = Record<K, string>

/**
 * Filters that live in the address: `asked` is what it says, `typed` what stands in the fields until `apply`.
 * Other members of the query are left as they are.
 */
export function useUrlFilters<K extends string>(keys: readonly K[]) {
  const route = useRoute()
  const router = useRouter()

  const read = (): Filters<K> => Object.fromEntries(keys.map((key) => [key, text(route.query[key])])) as Filters<K>
  // A computed that keeps its object while nothing changes, so that watchers wake for changes only.
  const asked: ComputedRef<Filters<K>> = computed<Filters<K>>((before) => {
    const now = read()
    return before && keys.every((key) => before[key] === now[key]) ? before : now
  })
  const typed = reactive({ ...asked.value }) as Filters<K>
  watch(asked, (now) => Object.assign(typed, now))

  function set(part: Partial<Filters<K>>): void {
    const query = { ...route.query, ...part }
    void router.replace({ query: Object.fromEntries(Object.entries(query).filter(([, value]) => value !== '' && value !== undefined)) })
  }

  function apply(): void {
    const trimmed = Object.fromEntries(keys.map((key) => [key, typed[key].trim()])) as Filters<K>
    set(trimmed)
  }

  const narrowed = computed(() => keys.some((key) => asked.value[key] !== ''))
  const clear = (): void => set(Object.fromEntries(keys.map((key) => [key, ''])) as Filters<K>)

  return { asked, typed, set, apply, clear, narrowed }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
