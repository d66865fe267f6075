import { watch } from 'vue'

import * as contracts from '@/api/contracts'
import { plan } from '@/api/plan'
import { serverNow } from '@/api/serverClock'
import { statistics } from '@/api/statistics'
import { useSession } from '@/session/useSession'
import { useLoad } from '@/shared/useLoad'

import { addDays, dayOf } from '../parts/days'
import { rememberContract } from '../parts/useChosenContract'

/** Days of the plan that the sheet looks back and ahead: a half-year's report, and what comes until the next. */
const BACK_DAYS = 100
const AHEAD_DAYS = 200

/** Everything that a contract's sheet is composed of; each part comes and fails on its own. */
export function useSheet(id: () => string) {
  const session = useSession()
  const today = dayOf(serverNow())
  const from = addDays(today, -BACK_DAYS)
  const to = addDays(today, AHEAD_DAYS)

  const all = useLoad(contracts.list)
  const detail = useLoad(() => contracts.get(id()))
  const planned = useLoad(() => plan(id(), from, to))
  const versions = useLoad(() => contracts.versions(id()))
  const figures = useLoad(() => statistics({ contract: id() }))

  void all.load()
  watch(
    id,
    (now) => {
      if (session.me) rememberContract(session.me.id, now)
      for (const part of [detail, planned, versions, figures]) {
        part.data.value = null
        void part.load()
      }
    },
    { immediate: true },
  )

  return { today, from, to, all, detail, planned, versions, figures }
}
