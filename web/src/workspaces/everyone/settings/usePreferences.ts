import { computed, ref, shallowRef } from 'vue'

import * as api from '@/api/notices'
import { asProblem, type ApiProblem } from '@/api/problem'
import { useLoad } from '@/shared/useLoad'

export const MUTABLE = ['email', 'sms', 'push'] as const
export type MutableWay = (typeof MUTABLE)[number]

/** What is muted, in an order in which it can be compared. */
function normal(muted: api.Muted): string {
  const filled = Object.entries(muted).filter(([, ways]) => ways.length > 0)
  return JSON.stringify(filled.map(([occasion, ways]) => [occasion, [...ways].sort()]).sort())
}

/** By which ways we are told of what, changed here and kept when asked to. */
export function usePreferences() {
  const { data, problem, loading, load: read } = useLoad(api.preferences)
  const muted = shallowRef<api.Muted>({})
  const busy = ref(false)
  const saved = ref(false)
  const refused = ref<ApiProblem | null>(null)
  const isChanged = computed(() => data.value !== null && normal(muted.value) !== normal(data.value.muted))

  async function load(): Promise<void> {
    await read()
    if (data.value) muted.value = data.value.muted
  }

  function hears(occasion: string, way: MutableWay): boolean {
    return !(muted.value[occasion] ?? []).includes(way)
  }

  function set(occasion: string, way: MutableWay, on: boolean): void {
    const others = (muted.value[occasion] ?? []).filter((one) => one !== way)
    muted.value = { ...muted.value, [occasion]: on ? others : [...others, way] }
    saved.value = false
  }

  async function save(): Promise<void> {
    busy.value = true
    refused.value = null
    try {
      data.value = await api.setPreferences(Object.fromEntries(Object.entries(muted.value).filter(([, ways]) => ways.length > 0)))
      muted.value = data.value.muted
      saved.value = true
    } catch (thrown) {
      refused.value = asProblem(thrown)
    } finally {
      busy.value = false
    }
  }

  return { data, problem, loading, load, hears, set, save, busy, saved, refused, isChanged }
}
