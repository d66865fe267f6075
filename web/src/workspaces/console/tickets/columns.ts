/** Columns of the list in their order; number and title are always there. */
export const COLUMNS = ['number', 'severity', 'title', 'state', 'assignee', 'reporter', 'opened', 'clocks', 'due'] as const

export type Column = (typeof COLUMNS)[number]

export const FIXED: Column[] = ['number', 'title']

/** What fits a window that has no room for a ticket beside the list. */
export const MIDDLE: Column[] = ['number', 'severity', 'title', 'state', 'assignee', 'due']

/** What fits beside an open ticket. */
export const NARROW: Column[] = ['number', 'severity', 'title', 'due']

/** Columns named in the address; nonsense is left out, none means the usual ones. */
export function columnsFrom(text: unknown, usual: Column[] = MIDDLE): Column[] {
  if (typeof text !== 'string') return usual
  const named = text.split(',')
  return COLUMNS.filter((column) => FIXED.includes(column) || named.includes(column))
}

export function columnsText(columns: Column[], usual: Column[] = MIDDLE): string | undefined {
  const chosen = COLUMNS.filter((column) => FIXED.includes(column) || columns.includes(column))
  return chosen.join() === usual.join() ? undefined : chosen.filter((column) => !FIXED.includes(column)).join() || '-'
}
