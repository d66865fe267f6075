import { onScopeDispose, ref, watch } from 'vue'

import * as api from '@/api/audit'
import type { AuditRow } from '@/api/audit'
import { asProblem, type ApiProblem } from '@/api/problem'
import type { ChainReport } from '@/api/types'
import { usePages } from '@/shared/usePages'

import { useUrlFilters } from '../parts/useUrlFilters'
import { FILTERS, questionOf } from './filters'

/** The audit trail: searched by action, person, thing, contract and day. */
export function useAudit() {
  const filters = useUrlFilters(FILTERS)
  const pages = usePages<AuditRow>((after) => api.search({ ...questionOf(filters.asked.value), limit: 100, ...(after ? { after } : {}) }))
  watch(filters.asked, () => void pages.load(), { immediate: true })
  return { ...pages, ...filters }
}

/** Verification of every chain; it reads the whole trail, so that it may take its time. */
export function useVerification() {
  const chains = ref<ChainReport[] | null>(null)
  const problem = ref<ApiProblem | null>(null)
  const verifying = ref(false)
  const seconds = ref(0)
  let ticking: ReturnType<typeof setInterval> | undefined

  async function verify(): Promise<void> {
    if (verifying.value) return
    verifying.value = true
    problem.value = null
    chains.value = null
    seconds.value = 0
    ticking = setInterval(() => (seconds.value += 1), 1_000)
    try {
      chains.value = (await api.verify()).chains
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      clearInterval(ticking)
      verifying.value = false
    }
  }

  onScopeDispose(() => clearInterval(ticking))
  return { chains, problem, verifying, seconds, verify }
}
