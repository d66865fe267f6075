import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import 'element-plus/theme-chalk/el-message.css'
import { computed, ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { t } from '@/i18n'
import { useSession } from '@/session/useSession'
import { insidePath } from '@/shared/insidePath'
import { useSending } from '@/shared/useSending'

/** Changing one's password, by choice or because the first one was given by somebody else. */
export function usePassword() {
  const session = useSession()
  const route = useRoute()
  const router = useRouter()

  const current = ref('')
  const next = ref('')
  const again = ref('')
  const { busy, problem, send } = useSending()
  const differ = computed(() => again.value !== '' && next.value !== again.value)
  const ready = computed(() => current.value !== '' && next.value !== '' && next.value === again.value)

  async function submit(): Promise<void> {
    if (!ready.value) return
    await send(async () => {
      await session.changePassword(current.value, next.value)
      ElMessage.success(t('password.done'))
      await router.push(insidePath(route.query.to))
    })
  }

  return { current, next, again, busy, problem, differ, ready, submit }
}
