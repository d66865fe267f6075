/** How special periods are shown. */

import type { Phase, PhaseKind, Period, Stage } from '@/api/assurance'
import { addDays, daysOf, monthSpan } from '@/shared/hotline/days'

export const PHASES: PhaseKind[] = ['before', 'during', 'after']
export const OCCASIONS = ['holiday', 'event', 'exam_season', 'launch', 'exercise', 'other'] as const
export const STATES = ['declared', 'confirmed', 'withdrawn'] as const

export const TONES: Record<Stage, string> = { declared: 'warn', coming: 'run', before: 'run', during: 'bad', after: 'run', over: 'good', withdrawn: '' }
export const SHAPES: Record<Stage, string> = { declared: '?', coming: '○', before: '◔', during: '●', after: '◕', over: '✓', withdrawn: '×' }
export const PHASE_TONES: Record<Phase['state'], string> = { coming: '', open: 'run', announced: 'warn', done: 'good', done_late: 'warn', missed: 'bad', waived: '' }
export const PHASE_SHAPES: Record<Phase['state'], string> = { coming: '○', open: '◔', announced: '!', done: '✓', done_late: '✓', missed: '×', waived: '–' }

export interface Month {
  /** `2026-11`. */
  month: string
  /** Days of the month, with what holds on each. */
  days: { day: string; tone: '' | 'around' | 'on' | 'declared' }[]
  /** Cells before the first, so that weeks begin on Monday. */
  lead: number
  periods: Period[]
}

/** `count` months from that of `from` on, with the periods that lie in each. What was taken back is not shown. */
export function monthsOf(periods: Period[], from: string, count: number): Month[] {
  const live = periods.filter((one) => one.state !== 'withdrawn')
  const months: Month[] = []
  let day = `${from.slice(0, 7)}-01`
  for (let n = 0; n < count; n += 1) {
    const span = monthSpan(day)
    const here = live.filter((one) => one.from <= span[1] && span[0] <= one.to)
    const toneOf = (on: string): Month['days'][number]['tone'] => {
      const one = live.find((period) => period.from <= on && on <= period.to)
      if (one) return one.state === 'confirmed' ? 'on' : 'declared'
      return live.some((period) => period.phases.some((phase) => phase.from <= on && on <= phase.to)) ? 'around' : ''
    }
    months.push({ month: day.slice(0, 7), days: daysOf(span).map((on) => ({ day: on, tone: toneOf(on) })), lead: (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7, periods: [...here].sort((a, b) => (a.from < b.from ? -1 : 1)) })
    day = addDays(span[1], 1)
  }
  return months
}

/** The first day of the month that lies `by` months from that of `day`. */
export function monthsOn(day: string, by: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  const at = year * 12 + (month - 1) + by
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01`
}
