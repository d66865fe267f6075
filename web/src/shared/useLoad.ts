import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

import { asProblem, type ApiProblem } from '@/api/problem'

export interface Load<T> {
  data: ShallowRef<T | null>
  problem: Ref<ApiProblem | null>
  loading: Ref<boolean>
  load: () => Promise<void>
}

/** Something that a page shows once it has come: its content, why it did not come, or that it is on its way. */
export function useLoad<T>(ask: () => Promise<T>): Load<T> {
  const data = shallowRef<T | null>(null)
  const problem = ref<ApiProblem | null>(null) as Ref<ApiProblem | null>
  const loading = ref(true)
  let latest = 0

  async function load(): Promise<void> {
    const mine = (latest += 1)
    loading.value = true
    problem.value = null
    try {
      const answer = await ask()
      if (mine === latest) data.value = answer
    } catch (thrown) {
      if (mine === latest) problem.value = asProblem(thrown)
    } finally {
      if (mine === latest) loading.value = false
    }
  }

  return { data, problem, loading, load }
}
