import { computed, onMounted, ref, shallowRef } from 'vue'

import * as api from '@/api/contracts'
import { asProblem, type ApiProblem } from '@/api/problem'
import type { ContractSummary } from '@/api/types'
import { useSession } from '@/session/useSession'

/**
 * The contract that a page is about: the one in the address, or the first of those on which this person holds
 * `permission`. Empty until they have come, and where there is none.
 */
export function useContract(permission: string, asked: () => string) {
  const session = useSession()
  const contracts = shallowRef<ContractSummary[]>([])
  const loading = ref(true)
  const problem = ref<ApiProblem | null>(null)

  async function load(): Promise<void> {
    loading.value = true
    problem.value = null
    try {
      contracts.value = (await api.list()).filter((contract) => session.can(permission, contract.id))
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      loading.value = false
    }
  }

  const contract = computed(() => (contracts.value.some((one) => one.id === asked()) ? asked() : (contracts.value[0]?.id ?? '')))

  onMounted(load)
  return { contracts, contract, loading, problem, load }
}
