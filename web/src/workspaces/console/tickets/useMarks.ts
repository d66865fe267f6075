import { computed, ref, type Ref } from 'vue'

/** Tickets that are marked for doing something to all of them. */
export function useMarks(ids: () => string[]) {
  const marked = ref(new Set<string>()) as Ref<Set<string>>
  /** Where a range begins. */
  let anchor: string | null = null

  /** Marks or unmarks one; with `range`, everything from the last marked one up to it. */
  function mark(id: string, range = false): void {
    const all = ids()
    const from = range && anchor !== null ? all.indexOf(anchor) : -1
    const to = all.indexOf(id)
    const now = new Set(marked.value)
    if (from >= 0 && to >= 0) all.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((one) => now.add(one))
    else if (!now.delete(id)) now.add(id)
    anchor = id
    marked.value = now
  }

  function only(ids: Iterable<string>): void {
    marked.value = new Set(ids)
  }

  return { marked, some: computed(() => marked.value.size > 0), mark, only }
}
