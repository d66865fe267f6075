import { computed, onMounted, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import * as contractsApi from '@/api/contracts'
import { roster, specialDays, type OnCallNow, type Roster, type SpecialDays } from '@/api/hotline'
import { serverNow } from '@/api/serverClock'
import type { ContractSummary } from '@/api/types'
import { useSession } from '@/session/useSession'
import { addDays, dayOf, daysOf, monthSpan, weekSpan } from '@/shared/hotline/days'
import { useLoad } from '@/shared/useLoad'

export const ALL = 'all'
const REMEMBERED = 'jianyue.roster.contract'

/** A contract's roster of the shown days; shifts of the day before and after too, because they reach over midnight and hand over. */
export interface RosterOf extends Roster {
  contract: ContractSummary
  onCall: OnCallNow[]
  /** Special days that are not over, and those of the days that are shown. */
  special: SpecialDays[]
}

/** Which contract, week or month: all in the address. */
export function useRoster() {
  const route = useRoute()
  const router = useRouter()
  const session = useSession()
  const contracts = shallowRef<ContractSummary[] | null>(null)
  const today = dayOf(serverNow())

  const asked = (name: string): string => (typeof route.query[name] === 'string' ? route.query[name] : '')
  const view = computed<'week' | 'month'>(() => (asked('view') === 'month' ? 'month' : 'week'))
  const day = computed(() => (/^\d{4}-\d\d-\d\d$/.test(asked('day')) && !Number.isNaN(Date.parse(asked('day'))) ? asked('day') : today))
  const span = computed(() => (view.value === 'month' ? monthSpan(day.value) : weekSpan(day.value)))
  const days = computed(() => daysOf(span.value))
  const chosen = computed(() => {
    const wanted = asked('contract') || localStorage.getItem(REMEMBERED)
    if (wanted === ALL) return ALL
    return contracts.value?.find((one) => one.id === wanted)?.id ?? contracts.value?.[0]?.id ?? ''
  })
  const scope = computed(() => (contracts.value ?? []).filter((one) => chosen.value === ALL || one.id === chosen.value))

  const { data, problem, loading, load } = useLoad(async (): Promise<RosterOf[]> => {
    const [from, to] = span.value
    return Promise.all(
      scope.value.map(async (contract) => {
        const [one, onCall, special] = await Promise.all([roster.get(contract.id, addDays(from, -1), addDays(to, 1)), roster.onCall(contract.id), specialDays.list(contract.id, from < today ? from : today)])
        return { ...one, gaps: one.gaps.filter((gap) => gap.day >= from && gap.day <= to), contract, onCall, special }
      }),
    )
  })

  function ask(change: Record<string, string>): void {
    if (change.contract) localStorage.setItem(REMEMBERED, change.contract)
    void router.replace({ query: { ...route.query, ...change } })
  }

  function go(by: number): void {
    const [from, to] = span.value
    ask({ day: by === 0 ? today : by < 0 ? addDays(from, -1) : addDays(to, 1) })
  }

  watch([scope, span], () => {
    if (route.name === 'roster' && contracts.value !== null) void load()
  })
  onMounted(async () => {
    contracts.value = (await contractsApi.list().catch(() => [])).filter((one) => session.can('hotline.roster_read', one.id))
    if (contracts.value.length === 0) void load()
  })

  return { contracts, chosen, view, day, span, days, today, data, problem, loading, load, ask, go }
}
