import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import 'element-plus/theme-chalk/el-message.css'
import { computed, reactive, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import * as api from '@/api/audit'
import { asProblem } from '@/api/problem'
import type { AuditEntry, ChainReport } from '@/api/types'
import { usePages } from '@/shared/usePages'

import { questionOf, type AuditFilters } from './filters'

/** The audit trail: searched by action and day, and its chains verified on demand. */
export function useAudit() {
  const route = useRoute()
  const router = useRouter()
  const asked = computed((): AuditFilters => ({ action: text(route.query.action), from: text(route.query.from), to: text(route.query.to) }))
  const typed = reactive<AuditFilters>({ ...asked.value })
  const pages = usePages<AuditEntry>((after) => api.search({ ...questionOf(asked.value), limit: 100, ...(after ? { after } : {}) }))
  const chains = ref<ChainReport[] | null>(null)
  const verifying = ref(false)

  watch(asked, () => void pages.load(), { immediate: true })

  function search(): void {
    void router.replace({ query: Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== '')) })
  }

  async function verify(): Promise<void> {
    verifying.value = true
    try {
      chains.value = (await api.verify()).chains
    } catch (thrown) {
      ElMessage.error(asProblem(thrown).detail)
    } finally {
      verifying.value = false
    }
  }

  return { ...pages, typed, search, chains, verifying, verify }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
