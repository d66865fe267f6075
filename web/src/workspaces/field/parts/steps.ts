import type { FieldStep } from '@/api/field'
import { t, type TextKey } from '@/i18n'
import type { Step } from '@/shared/offline/db'

/** Steps that are a text and nothing else. */
export type TextStep = 'respond' | 'reply' | 'note' | 'restore' | 'resolve'

export function sayStep(does: Step['do']): string {
  return t(`phone.did.${does}` as TextKey)
}

export function isText(does: Step['do']): does is TextStep {
  return ['respond', 'reply', 'note', 'restore', 'resolve'].includes(does)
}

export function textStep(does: TextStep, text: string): FieldStep {
  return does === 'resolve' ? { do: 'resolve', solution: text } : { do: does, text }
}

/** What somebody wrote in a step, for showing it and for keeping it as a note. */
export function textOf(step: Step): string {
  switch (step.do) {
    case 'resolve':
      return step.solution
    case 'check-in':
      return step.note ?? ''
    case 'service-sheet':
      return [step.found, step.done].filter((part) => part !== '').join('\n')
    case 'announce':
      return [step.reason, step.new_day ? t('round.newDay', { day: step.new_day }) : ''].filter((part) => part !== '').join('\n')
    case 'answers':
      return t('round.nAnswers', { n: Object.keys(step.answers).length })
    case 'sign':
      return step.name
    case 'take':
    case 'start':
    case 'close':
      return ''
    default:
      return step.text
  }
}
