import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import 'element-plus/theme-chalk/el-message.css'
import { onMounted } from 'vue'

import * as identity from '@/api/identity'
import { asProblem } from '@/api/problem'
import type { Session } from '@/api/types'
import { t } from '@/i18n'
import { useLoad } from '@/shared/useLoad'

/** The devices that are signed in as this person. */
export function useSessions() {
  const { data: sessions, problem, loading, load } = useLoad<Session[]>(identity.sessions)
  onMounted(load)

  async function revoke(session: Session): Promise<void> {
    try {
      await identity.revokeSession(session.id)
      sessions.value = sessions.value?.filter((other) => other.id !== session.id) ?? null
      ElMessage.success(t('sessions.revoked'))
    } catch (thrown) {
      ElMessage.error(asProblem(thrown).detail)
    }
  }

  return { sessions, problem, loading, load, revoke }
}
