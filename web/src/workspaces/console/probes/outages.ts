import type { Outage } from '@/api/probing'
import { t } from '@/i18n'
import type { ChartTable } from '@/shared/charts/csv'

import { secondsWithin } from './history'

/** How many there were in a time, how long together, and how many last. What lies outside the time does not count. */
export function summaryOf(outages: Outage[], from: number, to: number, now: number): { n: number; open: number; seconds: number } {
  return { n: outages.length, open: outages.filter((one) => one.until === null).length, seconds: outages.reduce((sum, one) => sum + secondsWithin(one, from, to, now), 0) }
}

const local = (at: string | null): string => (at === null ? '' : new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' '))

export function csvTableOf(outages: Outage[], prefixOf: (contract: string) => string, now: number): ChartTable {
  return {
    head: [t('probing.contract'), t('probing.system'), t('probing.probe'), t('probing.from'), t('probing.until'), t('probing.lastedSeconds'), t('probing.what'), t('probing.reason'), t('probing.ticket')],
    rows: outages.map((one) => [
      prefixOf(one.contract_id),
      one.system,
      one.title,
      local(one.from),
      local(one.until),
      one.seconds ?? secondsWithin(one, Date.parse(one.from), now, now),
      t(one.problem === 'silent' ? 'probing.silent' : 'probing.look.down'),
      one.reason,
      one.ticket_number ?? '',
    ]),
  }
}
