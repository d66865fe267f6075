import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'

import { LAGGED, live } from '@/api/events'
import * as api from '@/api/inspection'
import type { Occurrence, Run } from '@/api/inspection'
import { useLoad } from '@/shared/useLoad'

const LONGEST = 10

/** One occurrence with its run and what that one corrects. */
export function useOccurrence(id: () => string) {
  const runs = shallowRef<Run[]>([])
  const shownId = ref('')
  const { data: one, problem, loading, load } = useLoad<Occurrence>(async () => {
    const occurrence = await api.get(id())
    const chain: Run[] = []
    for (let next = occurrence.run_id; next !== null && chain.length < LONGEST; ) {
      const run = await api.run(next)
      chain.push(run)
      next = run.corrects
    }
    runs.value = chain
    return occurrence
  })
  const newest = computed(() => runs.value[0] ?? null)
  const shown = computed(() => runs.value.find((run) => run.id === shownId.value) ?? newest.value)

  function show(run: string): void {
    shownId.value = run
  }

  /** What came back after a step; it is newer than what was read. */
  function took(run: Run): void {
    runs.value = [run, ...runs.value.filter((known) => known.id !== run.id)]
    shownId.value = ''
  }

  const leave = live.listen((event) => {
    if (event.kind === LAGGED || (event.kind === 'inspection.occurrence_changed' && event.subject === id())) void load()
  })
  onScopeDispose(leave)
  watch(id, () => void load(), { immediate: true })
  return { one, newest, shown, runs, problem, loading, load, show, took }
}
