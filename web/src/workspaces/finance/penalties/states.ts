import type { PenaltyState } from '@/api/billing'

export const STATES: PenaltyState[] = ['proposed', 'objected', 'confirmed', 'reduced', 'waived', 'uncounted']

export const PENALTY_TONES: Record<PenaltyState, string> = { proposed: 'run', objected: 'warn', confirmed: 'bad', reduced: 'warn', waived: 'good', uncounted: '' }
