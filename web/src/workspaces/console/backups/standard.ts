/** What a rule of the contract asks of a backup; the server judges by the same rule and refuses what is looser. */
export interface Standard {
  id: string
  clause: string
  title: string
  assumed: string | null
  covers: string[]
  works: string[]
  /** The most hours between two backups. */
  hours: number | null
  /** The least days each is kept. */
  days: number | null
}

export const HOUSE = { hours: 24, days: 30 }

const HOURS_A_DAY = 24
const BETWEEN_DAYS: Record<string, number> = { daily: 1, workdays: 3, weekly: 7, monthly: 31, quarterly: 92, 'half-yearly': 184, yearly: 366 }
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const WEEK_DAYS = 7

/** The rules about backups in the sections of a contract; what is not shaped like one is left out. */
export function standardsOf(sections: Record<string, unknown>): Standard[] {
  const rules = Array.isArray(sections.backups) ? (sections.backups as Record<string, unknown>[]) : []
  return rules
    .filter((rule) => typeof rule?.id === 'string' && typeof rule.clause === 'string' && typeof rule.title === 'string')
    .map((rule) => ({
      id: rule.id as string,
      clause: rule.clause as string,
      title: rule.title as string,
      assumed: typeof rule.assumed === 'string' ? rule.assumed : null,
      covers: texts(rule.covers),
      works: texts(rule.works),
      hours: least([hoursOf(rule.interval), between(rule.frequency)]),
      days: daysOf(rule.retention),
    }))
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}

function least(numbers: (number | null)[]): number | null {
  const known = numbers.filter((n) => n !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** "24h", "30 days", "6 months" as a number and its unit. */
function spanOf(value: unknown): { n: number; unit: string } | null {
  if (typeof value !== 'string') return null
  if (value === 'same day') return { n: 1, unit: 'day' }
  const found = /^(\d+) ?(s|min|h|day|working day|month)s?$/.exec(value)
  return found ? { n: Number(found[1]), unit: found[2]! } : null
}

/** Whole hours of a span, never more than it has. */
function hoursOf(value: unknown): number | null {
  const span = spanOf(value)
  if (span === null) return null
  const hours: Record<string, number> = { s: 1 / 3_600, min: 1 / 60, h: 1, day: HOURS_A_DAY, 'working day': HOURS_A_DAY, month: 28 * HOURS_A_DAY }
  return Math.max(1, Math.floor(span.n * hours[span.unit]!))
}

/** Days of a span, never fewer than it has. */
function daysOf(value: unknown): number | null {
  const span = spanOf(value)
  if (span === null) return null
  const days: Record<string, number> = { s: 1 / 86_400, min: 1 / 1_440, h: 1 / HOURS_A_DAY, day: 1, 'working day': 2, month: 31 }
  return Math.ceil(span.n * days[span.unit]!)
}

/** The longest time between two of a frequency, in hours. */
function between(frequency: unknown): number | null {
  if (typeof frequency !== 'string') return null
  const onDays = frequency.split(',').some((day) => WEEKDAYS.includes(day.trim().slice(0, 3).toLowerCase())) ? WEEK_DAYS : null
  const days = BETWEEN_DAYS[frequency] ?? onDays
  return days === null ? null : days * HOURS_A_DAY
}
