import { computed, ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { asProblem, type ApiProblem } from '@/api/problem'
import { useSession } from '@/session/useSession'
import { insidePath } from '@/shared/insidePath'

/** Signing in: account and password first, the one-time code only for those who have one. */
export function useSignIn() {
  const session = useSession()
  const route = useRoute()
  const router = useRouter()

  const account = ref('')
  const password = ref('')
  const code = ref('')
  const step = ref<'password' | 'code'>('password')
  const busy = ref(false)
  const problem = ref<ApiProblem | null>(null)
  const lockedUntil = computed(() => {
    const until = problem.value?.is('identity.locked') ? problem.value.body.locked_until : null
    return typeof until === 'string' ? until : null
  })

  async function submit(): Promise<void> {
    if (busy.value) return
    busy.value = true
    problem.value = null
    try {
      const me = await session.signIn(account.value.trim(), password.value, step.value === 'code' ? code.value.trim() : undefined)
      const to = insidePath(route.query.to)
      await router.push(me.must_change_password ? { name: 'first-password', query: { to } } : to)
    } catch (thrown) {
      refuse(asProblem(thrown))
    } finally {
      busy.value = false
    }
  }

  function refuse(refusal: ApiProblem): void {
    if (refusal.is('identity.second_factor_needed') && step.value === 'password') {
      step.value = 'code'
      return
    }
    problem.value = refusal
    code.value = ''
    if (refusal.is('identity.locked')) step.value = 'password'
  }

  function back(): void {
    step.value = 'password'
    password.value = ''
    code.value = ''
    problem.value = null
  }

  return { account, password, code, step, busy, problem, lockedUntil, submit, back }
}
