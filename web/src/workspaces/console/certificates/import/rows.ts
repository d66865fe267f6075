import type { ImportResult, ImportRow } from '@/api/certificates'
import { t } from '@/i18n'
import type { ChartTable } from '@/shared/charts/csv'

/** What files may be dropped. */
export const ENDINGS = '.xlsx,.csv,.pem,.cer,.crt,.der,.pfx,.p12'

/** Whether a file of this name is opened by a password. */
export function isLocked(name: string): boolean {
  return /\.(pfx|p12)$/i.test(name)
}

export function refusedOf(result: ImportResult): ImportRow[] {
  return result.rows.filter((row) => row.outcome === 'refused')
}

/** The refused rows as a table to work through. */
export function refusedTable(result: ImportResult): ChartTable {
  return { head: [t('cert.line'), t('cert.about'), t('cert.reason')], rows: refusedOf(result).map((row) => [row.line, row.about, row.reason]) }
}
