import { computed, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { orders, type Summary } from '@/api/deliveries'
import type { ContractSummary } from '@/api/types'
import { useSession } from '@/session/useSession'
import { useContractsWith } from '@/shared/useContractsWith'

/** The contract whose cards are looked at: the one of the address, else the first that gives days for deliveries. */
export function useCardContract() {
  const route = useRoute()
  const router = useRouter()
  const session = useSession()
  const { contracts, ready, problem, load } = useContractsWith('deliveries.read')
  const found = shallowRef<ContractSummary | null>(null)
  const contract = computed(() => contracts.value.find((one) => one.id === route.query.contract) ?? (contracts.value.length === 1 ? contracts.value[0]! : found.value))
  const can = (permission: string): boolean => contract.value !== null && session.can(permission, contract.value.id)
  const choose = (id: string): void => void router.replace({ query: { contract: id } })

  /** Contracts say themselves whether they speak of cards. */
  async function find(): Promise<void> {
    const told = await Promise.all(contracts.value.map((one) => orders.summary(one.id).catch((): Summary | null => null)))
    const first = contracts.value.find((_, n) => told[n]?.rules.some((rule) => rule.within !== null))
    found.value ??= first ?? contracts.value[0] ?? null
  }

  watch(ready, (now) => now && contract.value === null && void find(), { immediate: true })

  return { contracts, contract, ready, problem, load, can, choose }
}
