import type { Bond, LineState, Penalty } from '@/api/billing'

/** The colour of a tag; grey where nothing has to be done. */
export const LINE_TONES: Record<LineState, string> = { planned: '', withheld: 'warn', payable: 'run', due: 'bad', part_paid: 'warn', paid: 'good' }

export const BOND_TONES: Record<Bond['state'], string> = { awaited: 'warn', overdue: 'bad', held: 'good', ending: 'warn', refundable: 'run', returned: '' }

export const OUTCOMES = ['confirmed', 'reduced', 'waived'] as const

export function isUndecided(penalty: Penalty): boolean {
  return !penalty.decision && !penalty.counted_as && penalty.proposed !== '0.00'
}
