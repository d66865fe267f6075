/** A table as people read it: names of columns, then rows. */
export interface ChartTable {
  head: string[]
  rows: (string | number | null)[][]
}

/** Spreadsheet programs take the byte order mark for UTF-8; without it Chinese is garbled. */
const BOM = '\ufeff'
/** What a spreadsheet would run as a formula when a text begins with it. */
const FORMULA = /^[=+\-@\t\r]/

/** The table as a file for spreadsheets; a text can never become a formula. */
export function csvOf({ head, rows }: ChartTable): string {
  return BOM + [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
