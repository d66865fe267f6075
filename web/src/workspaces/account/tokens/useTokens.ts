import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import 'element-plus/theme-chalk/el-message.css'
import { onMounted, ref } from 'vue'

import * as api from '@/api/identity'
import type { NewToken, Token } from '@/api/identity'
import { asProblem } from '@/api/problem'
import { t } from '@/i18n'
import { useLoad } from '@/shared/useLoad'

/** My tokens, and the secret of the one that was just made. */
export function useTokens() {
  const { data: tokens, problem, loading, load } = useLoad<Token[]>(api.tokens)
  /** Shown once. */
  const made = ref<{ name: string; secret: string } | null>(null)
  onMounted(load)

  /** Throws what the form should show. */
  async function create(token: NewToken): Promise<void> {
    const answer = await api.createToken(token)
    tokens.value = [answer.token, ...(tokens.value ?? [])]
    made.value = { name: answer.token.name, secret: answer.secret }
  }

  async function revoke(token: Token): Promise<void> {
    try {
      await api.revokeToken(token.id)
      tokens.value = tokens.value?.filter((other) => other.id !== token.id) ?? null
      ElMessage.success(t('tokens.revoked', { name: token.name }))
    } catch (thrown) {
      ElMessage.error(asProblem(thrown).detail)
    }
  }

  return { tokens, problem, loading, load, made, create, revoke }
}
