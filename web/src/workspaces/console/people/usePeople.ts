import { onMounted, ref } from 'vue'

import * as api from '@/api/identity'
import { asProblem } from '@/api/problem'
import type { Page, Person } from '@/api/types'
import { useLoad } from '@/shared/useLoad'

/** The people that this person may see, page by page. */
export function usePeople() {
  const { data: people, problem, loading, load } = useLoad<Page<Person>>(() => api.people())
  const loadingMore = ref(false)
  onMounted(load)

  async function more(): Promise<void> {
    if (!people.value?.next || loadingMore.value) return
    loadingMore.value = true
    try {
      const page = await api.people(people.value.next)
      people.value = { items: [...people.value.items, ...page.items], next: page.next }
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      loadingMore.value = false
    }
  }

  return { people, problem, loading, load, loadingMore, more }
}
