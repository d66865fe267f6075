import { ref, type Ref } from 'vue'

import * as identity from '@/api/identity'
import { asProblem, type ApiProblem } from '@/api/problem'
import { useSession } from '@/session/useSession'

/** Turning the one-time code on and off. */
export function useSecondFactor() {
  const session = useSession()
  const key = ref<{ secret: string; otpauth_url: string } | null>(null)
  const recovery = ref<string[] | null>(null)
  const code = ref('')
  const busy = ref(false)
  const problem = ref<ApiProblem | null>(null) as Ref<ApiProblem | null>

  async function attempt(step: () => Promise<void>): Promise<void> {
    busy.value = true
    problem.value = null
    try {
      await step()
      code.value = ''
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      busy.value = false
    }
  }

  const begin = (): Promise<void> =>
    attempt(async () => {
      key.value = await identity.beginSecondFactor()
    })

  const confirm = (): Promise<void> =>
    attempt(async () => {
      recovery.value = (await identity.confirmSecondFactor(code.value.trim())).recovery_codes
      key.value = null
      session.setSecondFactor(true)
    })

  const remove = (): Promise<void> =>
    attempt(async () => {
      await identity.removeSecondFactor(code.value.trim())
      session.setSecondFactor(false)
    })

  return { key, recovery, code, busy, problem, begin, confirm, remove }
}
