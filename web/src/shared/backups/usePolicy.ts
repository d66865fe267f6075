import { computed, onScopeDispose, watch } from 'vue'

import * as api from '@/api/backups'
import { LAGGED, live } from '@/api/events'
import { useFollowed } from '@/shared/useFollowed'
import { useLoad } from '@/shared/useLoad'
import { usePages } from '@/shared/usePages'

import { isOpen } from './policy'

const ROWS = 20
const GATHER_MS = 300

/** A policy with what was found of it; it is read anew when something becomes of it, and a drill is followed to its end. */
export function usePolicy(id: () => string) {
  const { data: policy, problem, loading, load } = useLoad(() => api.get(id()))
  const drills = usePages((after) => api.drills(id(), after, ROWS))
  const checks = usePages((after) => api.checks(id(), after, ROWS))
  const files = usePages((after) => api.files(id(), after, ROWS))
  /** The drill that waits or runs; there is never more than one. */
  const running = computed(() => drills.items.value.find(isOpen) ?? null)

  async function read(): Promise<void> {
    await Promise.all([load(), drills.load(), checks.load(), files.load()])
  }

  async function follow(): Promise<void> {
    await drills.load()
    if (running.value === null) await load()
  }
  useFollowed(() => running.value !== null, follow)

  let gathering: ReturnType<typeof setTimeout> | undefined
  const leave = live.listen((event) => {
    if (event.kind !== LAGGED && (event.kind !== 'backups.policy_changed' || event.subject !== id())) return
    clearTimeout(gathering)
    gathering = setTimeout(() => void read(), GATHER_MS)
  })
  onScopeDispose(() => (leave(), clearTimeout(gathering)))
  watch(id, read, { immediate: true })

  return { policy, problem, loading, read, load, drills, checks, files, running }
}
