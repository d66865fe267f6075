import { watch } from 'vue'

import * as api from '@/api/contracts'
import type { Catalogue, ContractDetail } from '@/api/types'
import { useLoad } from '@/shared/useLoad'

export interface ContractView {
  contract: ContractDetail
  catalogue: Catalogue
}

/** One contract as it is read: what it promises for each severity, and what is wrong with its text. */
export function useContract(id: () => string) {
  const { data: view, problem, loading, load } = useLoad<ContractView>(async () => {
    const [contract, catalogue] = await Promise.all([api.get(id()), api.catalogue(id())])
    return { contract, catalogue }
  })
  watch(id, load, { immediate: true })
  return { view, problem, loading, load }
}
