import type { Letter, LetterKind, LetterState, NextStep, StepName } from '@/api/letters'
import { t } from '@/i18n'

export const KINDS: LetterKind[] = ['force_majeure', 'claim', 'consent', 'notice', 'other']
export const STATES: LetterState[] = ['sent', 'received', 'proved', 'answered', 'consented', 'refused', 'accepted', 'closed', 'withdrawn']
/** A shape for each state, so that none is told by its colour alone. */
export const SHAPES: Record<LetterState, string> = { sent: '→', received: '◐', proved: '◑', answered: '●', consented: '✓', refused: '✕', accepted: '✓', closed: '●', withdrawn: '－' }
export const TONES: Record<LetterState, string> = { sent: 'run', received: 'run', proved: 'run', answered: 'good', consented: 'good', refused: 'bad', accepted: 'warn', closed: 'good', withdrawn: '' }
/** The steps that are asked for by a button, the most wanted first. */
export const ACTS: StepName[] = ['receive', 'prove', 'answer', 'decide', 'end_pause', 'close', 'withdraw', 'note']

/** What is to be done next, in words: who, what, by when. */
export function sayNext(next: NextStep | null): string {
  if (next === null) return t('letter.nextNone')
  const says = t('letter.nextSays', { side: t(`letter.side.${next.by}`), step: t(`letter.step.${next.step}`) })
  return next.due_on ? `${says}，${t('letter.nextBy', { day: next.due_on })}` : says
}

/** The term by the contract, in words. */
export function sayTerm(letter: Pick<Letter, 'due_on' | 'due_of' | 'due_by'>): string {
  const { due_on: day, due_of: of, due_by: side } = letter
  if (!day || !of || !side) return t('letter.dueNone')
  return t('letter.dueSays', { side: t(`letter.side.${side}`), of: t(`letter.of.${of}`), day })
}

/** Which step the button of the page is: what is next, where the reader may do it. */
export function primaryOf(letter: Pick<Letter, 'next'>, allowed: StepName[]): StepName | null {
  const next = letter.next?.step
  return next && allowed.includes(next) ? next : null
}
