import { computed, ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import * as identity from '@/api/identity'
import { asProblem, type ApiProblem } from '@/api/problem'
import { useSession } from '@/session/useSession'

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
  const busy = ref(false)
  const problem = ref<ApiProblem | null>(null)
  const differ = computed(() => again.value !== '' && again.value !== password.value)
  const ready = computed(() => name.value.trim() !== '' && account.value.trim() !== '' && password.value !== '' && password.value === again.value)

  async function accept(): Promise<void> {
    if (!ready.value || busy.value) return
    busy.value = true
    problem.value = null
    try {
      await identity.acceptInvitation({ token: token.value, account: account.value.trim(), name: name.value.trim(), password: password.value })
      await session.signIn(account.value.trim(), password.value)
      await router.push({ name: 'home' })
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      busy.value = false
    }
  }

  return { token, name, account, password, again, busy, problem, differ, ready, accept, session }
}
