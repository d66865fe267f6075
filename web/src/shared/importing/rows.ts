import { t } from '@/i18n'
import type { ChartTable } from '@/shared/charts/csv'

export type Outcome = 'added' | 'updated' | 'same' | 'refused'

/** What became, or would become, of a row of a file. */
export interface ImportedRow {
  line: number
  about: string
  outcome: Outcome
  reason?: string | null
}

export interface Imported {
  preview: boolean
  added: number
  updated: number
  same: number
  refused: number
  rows: ImportedRow[]
}

export function refusedOf(result: Imported): ImportedRow[] {
  return result.rows.filter((row) => row.outcome === 'refused')
}

/** The refused rows as a table to work through. */
export function refusedTable(result: Imported): ChartTable {
  return { head: [t('rowset.line'), t('rowset.about'), t('rowset.reason')], rows: refusedOf(result).map((row) => [row.line, row.about, row.reason ?? null]) }
}
