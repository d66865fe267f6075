import { computed, onMounted } from 'vue'

import * as api from '@/api/contracts'
import type { ContractSummary } from '@/api/types'
import { useSession } from '@/session/useSession'
import { useLoad } from '@/shared/useLoad'

/** The contracts under which one may do something. */
export function useContractsWith(permission: string) {
  const session = useSession()
  const { data, problem, load } = useLoad(async () => (await api.list()).filter((one) => session.can(permission, one.id)))
  const contracts = computed<ContractSummary[]>(() => data.value ?? [])
  const ready = computed(() => data.value !== null)
  const prefixOf = (id: string): string => contracts.value.find((one) => one.id === id)?.prefix ?? ''
  onMounted(load)
  return { contracts, ready, problem, load, prefixOf }
}
