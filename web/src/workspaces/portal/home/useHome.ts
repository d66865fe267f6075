import { computed, onScopeDispose, watch, type Ref } from 'vue'

import { schedule } from '@/api/billing'
import { requests } from '@/api/certificates'
import { live as liveEvents } from '@/api/events'
import { counts } from '@/api/inspection'
import { list as reportsOf } from '@/api/reports'
import { serverNow } from '@/api/serverClock'
import { statistics } from '@/api/statistics'
import * as tickets from '@/api/tickets'
import type { ContractSummary } from '@/api/types'
import { useSession } from '@/session/useSession'
import { monthSpan } from '@/shared/hotline/days'
import { useLoad } from '@/shared/useLoad'

import { dayOf, monthOf } from '../parts/days'
import { changedSince } from '../parts/seen'

import { troublesOf } from './waiting'

/** Read at once; a client with more open tickets than this is told so. */
const MOST = 200
const GATHER_MS = 1_500

/** The four answers, each of which comes, fails and is tried again on its own. */
export function useHome(scope: Ref<ContractSummary[]>, chosen: Ref<string>, ready: Ref<boolean>) {
  const session = useSession()
  const today = dayOf(serverNow())
  const month = monthOf(serverNow())

  const live = useLoad(() => tickets.list({ contract: chosen.value || undefined, state: 'live', sort: 'due', limit: MOST }))
  const figures = useLoad(() => statistics({ contract: chosen.value || undefined, from: month, to: month }))
  /** What is not paid; nothing where accounts cannot be read. */
  const bills = useLoad(async () => (session.can('billing.read') ? (await schedule()).lines : []))

  /** What comes round in this month, and what waits for an approval; each is left out where it cannot be read. */
  const promised = useLoad(async () => {
    const [from, to] = monthSpan(month)
    return (await Promise.all(scope.value.filter((one) => session.can('inspection.read', one.id)).map((one) => counts(one.id, from, to)))).flat()
  })
  const approvals = useLoad(async () => {
    if (!session.can('certificates.approve')) return []
    const page = await requests.list({ ...(chosen.value ? { contract: chosen.value } : {}), state: 'asked', limit: MOST })
    return page.items.filter((one) => one.asked_by_id !== session.me?.id && session.can('certificates.approve', one.contract_id))
  })

  /** Reports that were submitted and are not yet reviewed. */
  const reviews = useLoad(async () => (session.can('reports.review') ? (await reportsOf({ ...(chosen.value ? { contract: chosen.value } : {}), waiting_for: 'me', limit: MOST })).items : []))

  const rows = computed(() => live.data.value?.items ?? [])
  const troubles = computed(() => troublesOf(rows.value))
  const toAccept = computed(() => rows.value.filter((row) => row.state === 'resolved'))
  const changed = computed(() => changedSince(session.me?.id ?? '', rows.value).filter((row) => row.state !== 'resolved'))
  const more = computed(() => live.data.value?.next !== null && live.data.value !== null)

  watch(
    [chosen, ready],
    () => {
      if (ready.value) void Promise.all([live.load(), figures.load(), bills.load(), promised.load(), approvals.load(), reviews.load()])
    },
    { immediate: true },
  )

  let gathering: ReturnType<typeof setTimeout> | null = null
  const leave = liveEvents.listen((event) => {
    if (event.kind === 'reports.report_changed') void reviews.load()
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

  return { today, month, live, figures, bills, promised, approvals, reviews, troubles, toAccept, changed, more }
}
