import { computed, onMounted, onScopeDispose, watch, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import * as api from '@/api/contracts'
import type { ContractSummary } from '@/api/types'
import { useSession } from '@/session/useSession'
import { useLoad } from '@/shared/useLoad'

/** Stands in the address where somebody wants to see all contracts; nothing there means what was chosen last. */
export const ALL = 'all'

const PREFIX = 'jianyue.portal.contract.'

/** Remembers on this computer which contract somebody looks at. */
export function rememberContract(person: string, id: string): void {
  localStorage.setItem(PREFIX + person, id)
}

/** The contracts that one may look at, and which of them is looked at: in the address, and remembered on this computer. */
export function useChosenContract() {
  const route = useRoute()
  const router = useRouter()
  const session = useSession()
  const person = session.me?.id ?? ''
  const { data, problem, loading, load } = useLoad(async () => (await api.list()).filter((one) => session.can('ticketing.read', one.id)))

  const contracts: ComputedRef<ContractSummary[]> = computed(() => data.value ?? [])
  /** Id of the chosen contract, or nothing for all of them; nothing too while they are not known. */
  const chosen = computed(() => {
    if (contracts.value.length === 1) return contracts.value[0]!.id
    const asked = route.query.contract
    const wanted = typeof asked === 'string' ? asked : (localStorage.getItem(PREFIX + person) ?? ALL)
    return contracts.value.some((one) => one.id === wanted) ? wanted : ''
  })
  const contract = computed(() => contracts.value.find((one) => one.id === chosen.value) ?? null)
  /** The contracts that are looked at. */
  const scope = computed(() => (contract.value ? [contract.value] : contracts.value))
  const ready = computed(() => data.value !== null)

  function choose(id: string): void {
    void router.replace({ query: { ...route.query, contract: id || ALL }, hash: route.hash })
  }

  // Somebody may already be on the way to another page while the contracts come: an address written now would hold them back.
  const here = route.name
  let leaving = false
  const stops = [router.beforeEach((to) => void (leaving = to.name !== here)), router.afterEach((to, _from, failure) => void (leaving = !failure && to.name !== here))]
  onScopeDispose(() => stops.forEach((stop) => stop()))

  watch([chosen, ready], () => {
    if (!ready.value || contracts.value.length < 2) return
    rememberContract(person, chosen.value || ALL)
    // What is shown can be sent on as it stands in the address bar.
    if (route.query.contract === undefined && !leaving) choose(chosen.value)
  })
  onMounted(load)

  return { contracts, contract, chosen, scope, ready, problem, loading, load, choose }
}
