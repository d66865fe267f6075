import { computed, onMounted, shallowRef, watch } from 'vue'

import { keptCatalogue, list as listContracts } from '@/api/contracts'
import type { Catalogue, ContractSummary } from '@/api/types'
import { useSession } from '@/session/useSession'

/** Where articles may belong: the contracts that one writes on, and the works and services of the chosen one. */
export function usePlaces(contract: () => string) {
  const session = useSession()
  const contracts = shallowRef<ContractSummary[]>([])
  const catalogue = shallowRef<Catalogue | null>(null)
  const works = computed(() => catalogue.value?.works ?? [])
  const services = computed(() => works.value.flatMap((work) => work.services.map((service) => ({ ...service, work: work.key }))))

  onMounted(async () => {
    contracts.value = (await listContracts().catch(() => [])).filter((one) => session.can('knowledge.write', one.id))
  })
  watch(
    contract,
    async (id) => {
      catalogue.value = null
      if (!/^[0-9a-f-]{36}$/.test(id)) return
      const answer = await keptCatalogue(id).catch(() => null)
      if (contract() === id) catalogue.value = answer
    },
    { immediate: true },
  )

  function prefixOf(id: string | null): string | null {
    return contracts.value.find((one) => one.id === id)?.prefix ?? null
  }

  return { contracts, works, services, prefixOf }
}
