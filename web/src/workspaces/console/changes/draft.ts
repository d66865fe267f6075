import type { ChangeDetail, ChangeKind, ChangeRisk, ChangeUrgency, NewChange } from '@/api/changes'
import { asInput, asMoment, plusDays } from '@/shared/changes/words'

export const KINDS: ChangeKind[] = ['upgrade', 'patch', 'configuration', 'data_structure', 'function']
export const URGENCIES: ChangeUrgency[] = ['normal', 'emergency']
export const RISKS: ChangeRisk[] = ['low', 'medium', 'high']

/** A change as it is typed: steps as lines, moments as fields want them. */
export interface Draft {
  works: string[]
  systems: string[]
  rule: string
  title: string
  reason: string
  kind: ChangeKind
  urgency: ChangeUrgency
  risk: ChangeRisk
  risk_note: string
  plan: string
  test_plan: string
  roll_back_plan: string
  from: string
  to: string
  touches_data: boolean
  source: string
}

/** A new one; a week ahead in the evening, where nothing is known. */
export function empty(today: string, source = '', title = ''): Draft {
  const day = plusDays(today, 7)
  return { works: [], systems: [], rule: '', title, reason: '', kind: 'upgrade', urgency: 'normal', risk: 'medium', risk_note: '', plan: '', test_plan: '', roll_back_plan: '', from: `${day}T20:00`, to: `${day}T23:00`, touches_data: false, source }
}

export function draftOf(change: ChangeDetail): Draft {
  const { works, systems, title, reason, kind, urgency, risk, risk_note, test_plan, roll_back_plan, touches_data } = change
  return { works, systems, title, reason, kind, urgency, risk, risk_note, test_plan, roll_back_plan, touches_data, rule: change.rule ?? '', plan: change.plan.join('\n'), from: asInput(change.planned_from), to: asInput(change.planned_to), source: change.source ?? '' }
}

export function bodyOf({ from, to, plan, rule, source, ...rest }: Draft): NewChange {
  const steps = plan.split('\n').map((line) => line.trim()).filter((line) => line !== '')
  return { ...rest, plan: steps, rule: rule || null, source: source.trim() || null, planned_from: asMoment(from), planned_to: asMoment(to) }
}
