import { computed, onMounted } from 'vue'

import * as auditApi from '@/api/audit'
import * as calendarApi from '@/api/calendar'
import * as identityApi from '@/api/identity'
import * as operationsApi from '@/api/operations'
import { serverNow } from '@/api/serverClock'
import { useSession } from '@/session/useSession'
import { useLoad } from '@/shared/useLoad'

/** The year in China that `ms` falls into. */
function yearOf(ms: number): number {
  return new Date(ms + 8 * 3_600_000).getUTCFullYear()
}

/** What each of the three administrators has to look at first; each asks only for what is theirs. */
export function useOverview() {
  const session = useSession()
  const sees = {
    system: session.can('platform.system_read'),
    calendar: session.can('contracts.load_calendar'),
    people: session.can('identity.people_manage'),
    audit: session.can('identity.audit_read'),
  }
  const system = useLoad(operationsApi.system)
  const calendar = useLoad(calendarApi.years)
  const invitations = useLoad(identityApi.invitations)
  const trail = useLoad(() => auditApi.search({ limit: 8 }))

  /** This year and the next, where their notice is missing and no finding says so already. */
  const missing = computed(() => {
    const known = calendar.data.value?.years.map((year) => year.year)
    const now = yearOf(serverNow())
    const said = (year: number): boolean => system.data.value?.findings.some((finding) => finding.says.includes(`${year} 年`)) ?? false
    return known ? [now, now + 1].filter((year) => !known.includes(year) && !said(year)) : []
  })
  const openInvitations = computed(() => invitations.data.value?.filter((one) => one.state === 'open').length ?? null)

  function load(): void {
    if (sees.system) void system.load()
    if (sees.calendar) void calendar.load()
    if (sees.people) void invitations.load()
    if (sees.audit) void trail.load()
  }
  onMounted(load)

  return { session, sees, system, calendar, trail, missing, openInvitations, load }
}
