import { onMounted, shallowRef } from 'vue'

import * as api from '@/api/contracts'
import type { ContractSummary } from '@/api/types'

/** The contracts, for their names: what came with an id is shown with a prefix, and with the id if they do not come. */
export function useContracts() {
  const contracts = shallowRef<ContractSummary[]>([])
  onMounted(async () => {
    contracts.value = await api.list().catch(() => [])
  })

  function prefixOf(id: string | null | undefined): string {
    return contracts.value.find((contract) => contract.id === id)?.prefix ?? id ?? ''
  }

  return { contracts, prefixOf }
}
