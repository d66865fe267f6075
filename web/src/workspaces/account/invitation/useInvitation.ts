import { computed, ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import * as identity from '@/api/identity'
import { useSession } from '@/session/useSession'
import { useSending } from '@/shared/useSending'

/** Accepting an invitation: an account of one's own, and in with it. */
export function useInvitation() {
  const session = useSession()
  const route = useRoute()
  const router = useRouter()

  /** After the `#`, where no server and no log sees it; or as a part of the path, as some mail programs make it. */
  const token = computed(() => route.hash.replace(/^#/, '') || (typeof route.params.token === 'string' ? route.params.token : ''))
  const name = ref('')
  const account = ref('')
  const password = ref('')
  const again = ref('')
  const { busy, problem, send } = useSending()
  const differ = computed(() => again.value !== '' && again.value !== password.value)
  const ready = computed(() => name.value.trim() !== '' && account.value.trim() !== '' && password.value !== '' && password.value === again.value)

  async function accept(): Promise<void> {
    if (!ready.value) return
    await send(async () => {
      await identity.acceptInvitation({ token: token.value, account: account.value.trim(), name: name.value.trim(), password: password.value })
      await session.signIn(account.value.trim(), password.value)
      await router.push({ name: 'home' })
    })
  }

  return { token, name, account, password, again, busy, problem, differ, ready, accept, session }
}
