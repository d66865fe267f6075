import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'

import { LAGGED, live } from '@/api/events'
import * as api from '@/api/inspection'
import type { Occurrence, Run } from '@/api/inspection'
import { useLoad } from '@/shared/useLoad'

const LONGEST = 10

/** One occurrence with its run and what that one corrects; `begun` is a correction that is not handed in yet. */
export function useOccurrence(id: () => string, begun: () => string | null = () => null) {
  const runs = shallowRef<Run[]>([])
  const shownId = ref('')
  const { data: one, problem, loading, load } = useLoad<Occurrence>(async () => {
    const occurrence = await api.get(id())
    const chain: Run[] = []
    const correction = await correctionOf(id())
    for (let next = correction?.id ?? occurrence.run_id; next !== null && chain.length < LONGEST; ) {
      const run = next === correction?.id ? correction : await api.run(next)
      chain.push(run)
      next = run.corrects
    }
    runs.value = chain
    return occurrence
  })

  /** An address may name a run of something else, or one that is gone. */
  async function correctionOf(occurrence: string): Promise<Run | null> {
    const named = begun()
    const run = named === null ? null : await api.run(named).catch(() => null)
    return run?.occurrence_id === occurrence ? run : null
  }

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
