import type { Change, DayState, QualificationStanding, Training } from '@/api/staffing'
import { t, type TextKey } from '@/i18n'

type Tone = '' | 'good' | 'run' | 'warn' | 'bad'

export const STANDING_TONES: Record<QualificationStanding, Tone> = { valid: 'good', soon: 'warn', over: 'bad' }
export const CHANGE_TONES: Record<Change['state'], Tone> = { asked: 'run', agreed: 'run', refused: 'bad', withdrawn: '', done: 'good', unconsented: 'bad' }
export const DAY_TONES: Record<DayState, Tone> = { coming: '', today: 'run', full: 'good', announced: 'warn', missing: 'bad', extra: 'run' }
/** A shape beside each colour, so that nothing is told by colour alone. */
export const DAY_SHAPES: Record<DayState, string> = { coming: '·', today: '○', full: '✓', announced: '△', missing: '✕', extra: '＋' }
export const TRAINING_TONES: Record<Training['standing'], Tone> = { coming: '', open: 'run', announced: 'warn', done: 'good', done_late: 'warn', missed: 'bad', waived: '' }

/** A change without consent to ask for is told, not asked. */
export function sayChange(change: Change): string {
  return t(change.state === 'asked' && !change.consent ? 'staff.state.told' : (`staff.state.${change.state}` as TextKey))
}

/** `2026-03` with so many months added. */
export function addMonths(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const all = year * 12 + number - 1 + by
  return `${Math.floor(all / 12)}-${String((all % 12) + 1).padStart(2, '0')}`
}

/** A month that stands in an address, or that of `today`. */
export function readMonth(asked: unknown, today: string): string {
  return typeof asked === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(asked) ? asked : today.slice(0, 7)
}
