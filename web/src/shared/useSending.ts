import { ref, type Ref } from 'vue'

import { asProblem, type ApiProblem } from '@/api/problem'

export interface Sending {
  /** Whether something is on its way; a second one is not sent meanwhile. */
  busy: Ref<boolean>
  /** Why the last one was refused. */
  problem: Ref<ApiProblem | null>
  /** Sends, and tells whether it was taken. */
  send: (step: () => Promise<unknown>) => Promise<boolean>
}

/** What a form sends: once at a time, with the refusal to show beside it. */
export function useSending(): Sending {
  const busy = ref(false)
  const problem = ref<ApiProblem | null>(null) as Ref<ApiProblem | null>

  async function send(step: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      await step()
      return true
    } catch (thrown) {
      problem.value = asProblem(thrown)
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, problem, send }
}
