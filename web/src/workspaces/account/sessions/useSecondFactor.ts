import { ref } from 'vue'

import * as identity from '@/api/identity'
import { useSession } from '@/session/useSession'
import { useSending } from '@/shared/useSending'

/** Turning the one-time code on and off. */
export function useSecondFactor() {
  const session = useSession()
  const key = ref<{ secret: string; otpauth_url: string } | null>(null)
  const recovery = ref<string[] | null>(null)
  const code = ref('')
  const { busy, problem, send } = useSending()

  async function attempt(step: () => Promise<void>): Promise<void> {
    if (await send(step)) code.value = ''
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
