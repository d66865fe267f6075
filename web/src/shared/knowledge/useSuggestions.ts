import { onScopeDispose, ref, shallowRef, watch } from 'vue'

import * as api from '@/api/knowledge'

/** After so long without a key, it is asked for. */
export const WAIT_MS = 400
/** Fewer characters say nothing. */
export const SHORTEST = 2
/** The server looks at no more. */
const LONGEST = 400

/** What may help with what is being typed: asked for when the typing pauses, the last question's answer alone counts. */
export function useSuggestions(contract: () => string, text: () => string, ask = api.suggest) {
  const found = shallowRef<api.ArticleSuggestion[] | null>(null)
  const failed = ref(false)
  let waiting: ReturnType<typeof setTimeout> | null = null
  let latest = 0

  async function read(of: string, words: string): Promise<void> {
    const mine = (latest += 1)
    try {
      const answer = await ask(of, words)
      if (mine !== latest) return
      found.value = answer
      failed.value = false
    } catch {
      // Whoever registers a ticket is not held up by it.
      if (mine === latest) failed.value = true
    }
  }

  watch(
    [contract, () => text().trim().slice(0, LONGEST)],
    ([of, words]) => {
      if (waiting !== null) clearTimeout(waiting)
      if (of === '' || words.length < SHORTEST) {
        latest += 1
        found.value = null
        return
      }
      waiting = setTimeout(() => void read(of, words), WAIT_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => waiting !== null && clearTimeout(waiting))

  return { found, failed }
}
