import type { Availability, SystemAvailability } from '@/api/probing'
import type { ContractSummary } from '@/api/types'
import { t } from '@/i18n'
import type { ChartTable } from '@/shared/charts/csv'
import { startOf } from '@/shared/hotline/days'

export interface OfContract {
  contract: Pick<ContractSummary, 'id' | 'prefix' | 'title'>
  said: Availability
}

export interface Row {
  outages: number
  down: number
  longest: number
}

/** What a system's probes make together: outages and down time summed, the longest of all. */
export function rowOf(system: SystemAvailability): Row {
  return system.probes.reduce((sum, probe) => ({ outages: sum.outages + probe.outages, down: sum.down + probe.down_seconds, longest: Math.max(sum.longest, probe.longest_seconds) }), { outages: 0, down: 0, longest: 0 })
}

/** "99.93 %"; a hundred only for what was never down. */
export function sayPercent(percent: number | null): string {
  if (percent === null) return t('avail.noData')
  return percent === 100 ? '100 %' : `${(Math.floor(percent * 100) / 100).toFixed(2)} %`
}

/** The system that worked least, of those that anybody looked at. */
export function lowestOf(all: OfContract[]): { prefix: string; system: SystemAvailability } | null {
  const watched = all.flatMap(({ contract, said }) => said.systems.filter((system) => system.up_percent !== null).map((system) => ({ prefix: contract.prefix, system })))
  return watched.sort((one, other) => one.system.up_percent! - other.system.up_percent!)[0] ?? null
}

/** From the first moment of a month in China to its last, or to now where it is not over. */
export function momentsOf(month: string, now: number): [string, string] {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const next = number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, '0')}-01`
  return [new Date(startOf(`${month}-01`)).toISOString(), new Date(Math.min(startOf(next), now)).toISOString()]
}

export function csvTableOf(all: OfContract[], month: string): ChartTable {
  return {
    head: [t('avail.month'), t('avail.contract'), t('avail.system'), t('avail.probe'), t('avail.percent'), t('avail.outages'), t('avail.seconds'), t('avail.longestSeconds')],
    rows: all.flatMap(({ contract, said }) => said.systems.flatMap((system) => system.probes.map((probe) => [month, contract.prefix, system.name, probe.title, probe.up_percent, probe.outages, probe.down_seconds, probe.longest_seconds]))),
  }
}
