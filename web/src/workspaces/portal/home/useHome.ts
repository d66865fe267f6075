import { computed, onScopeDispose, watch, type Ref } from 'vue'

import { live as liveEvents } from '@/api/events'
import { plan } from '@/api/plan'
import { serverNow } from '@/api/serverClock'
import { statistics } from '@/api/statistics'
import * as tickets from '@/api/tickets'
import type { ContractSummary } from '@/api/types'
import { useSession } from '@/session/useSession'
import { useLoad } from '@/shared/useLoad'

import { addDays, dayOf, monthOf } from '../parts/days'
import { changedSince } from '../parts/seen'

import { troublesOf } from './waiting'

/** Read at once; a client with more open tickets than this is told so. */
const MOST = 200
/** Documents under review belong to a period that is just over; payments are always all of them. */
const BACK_DAYS = 45
const GATHER_MS = 1_500

/** The four answers, each of which comes, fails and is tried again on its own. */
export function useHome(scope: Ref<ContractSummary[]>, chosen: Ref<string>, ready: Ref<boolean>) {
  const session = useSession()
  const today = dayOf(serverNow())
  const month = monthOf(serverNow())

  const live = useLoad(() => tickets.list({ contract: chosen.value || undefined, state: 'live', sort: 'due', limit: MOST }))
  const figures = useLoad(() => statistics({ contract: chosen.value || undefined, from: month, to: month }))
  const plans = useLoad(() =>
    Promise.all(scope.value.filter((one) => session.can('contracts.read', one.id)).map(async (contract) => ({ contract, plan: await plan(contract.id, addDays(today, -BACK_DAYS), today) }))),
  )

  const rows = computed(() => live.data.value?.items ?? [])
  const troubles = computed(() => troublesOf(rows.value))
  const toAccept = computed(() => rows.value.filter((row) => row.state === 'resolved'))
  const changed = computed(() => changedSince(session.me?.id ?? '', rows.value).filter((row) => row.state !== 'resolved'))
  const more = computed(() => live.data.value?.next !== null && live.data.value !== null)

  watch(
    [chosen, ready],
    () => {
      if (ready.value) void Promise.all([live.load(), figures.load(), plans.load()])
    },
    { immediate: true },
  )

  let gathering: ReturnType<typeof setTimeout> | null = null
  const leave = liveEvents.listen((event) => {
    if (!event.kind.startsWith('ticketing.')) return
    gathering ??= setTimeout(() => {
      gathering = null
      void live.load()
    }, GATHER_MS)
  })
  onScopeDispose(() => {
    leave()
    if (gathering !== null) clearTimeout(gathering)
  })

  return { today, month, live, figures, plans, troubles, toAccept, changed, more }
}
