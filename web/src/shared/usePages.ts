import { ref, shallowRef, type Ref } from 'vue'

import { asProblem, type ApiProblem } from '@/api/problem'
import type { Page } from '@/api/types'

/** A list that is read page by page, the first one anew with every `load`. */
export function usePages<T>(ask: (after?: string) => Promise<Page<T>>) {
  const items = shallowRef<T[]>([])
  const next = ref<string | null>(null)
  const problem = ref<ApiProblem | null>(null) as Ref<ApiProblem | null>
  const loading = ref(true)
  const loadingMore = ref(false)
  let latest = 0

  async function load(): Promise<void> {
    const mine = (latest += 1)
    loading.value = true
    problem.value = null
    try {
      const page = await ask()
      if (mine !== latest) return
      items.value = page.items
      next.value = page.next ?? null
    } catch (thrown) {
      if (mine === latest) problem.value = asProblem(thrown)
    } finally {
      if (mine === latest) loading.value = false
    }
  }

  async function more(): Promise<void> {
    if (next.value === null || loadingMore.value) return
    const mine = latest
    loadingMore.value = true
    try {
      const page = await ask(next.value)
      if (mine !== latest) return
      items.value = [...items.value, ...page.items]
      next.value = page.next ?? null
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      loadingMore.value = false
    }
  }

  return { items, next, problem, loading, loadingMore, load, more }
}
