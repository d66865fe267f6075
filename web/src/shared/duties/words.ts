import type { Duty, DutyRule, DutyState } from '@/api/duties'
import { t, type TextKey } from '@/i18n'
import type { ChartTable } from '@/shared/charts/csv'

export const STATES: DutyState[] = ['missed', 'done_late', 'done', 'open', 'announced', 'coming', 'waived']
/** A shape for each state, so that none is told by its colour alone. */
export const SHAPES: Record<DutyState, string> = { coming: '○', open: '◐', announced: '◇', done: '●', done_late: '◍', missed: '✕', waived: '－' }
export const TONES: Record<DutyState, string> = { coming: '', open: 'run', announced: 'warn', done: 'good', done_late: 'warn', missed: 'bad', waived: '' }

const KINDS = ['inspection', 'backup', 'backup_check', 'stock_count', 'duty', 'visit', 'document', 'event'] as const

/** What a duty is, in a word. */
export function sayKind(kind: string): string {
  const known = KINDS.find((one) => one === kind)
  return known ? t(`duty.kind.${known}` as TextKey) : kind
}

/** Whether something was not kept: left undone, or done behind its last day. */
export function isWrong(rule: DutyRule): boolean {
  return rule.missed > 0 || rule.done_late > 0
}

/** How many fell due, and how many of them were done in time. */
export function keptOf(rules: DutyRule[]): { due: number; kept: number } {
  return rules.reduce((sum, rule) => ({ due: sum.due + rule.done + rule.done_late + rule.missed, kept: sum.kept + rule.done }), { due: 0, kept: 0 })
}

/** Rules that something was owed by, and those that only wait for an event. */
export function parted(rules: DutyRule[]): { owed: DutyRule[]; quiet: DutyRule[] } {
  const isOwed = (rule: DutyRule): boolean => rule.owed > 0 || rule.waived > 0
  return { owed: rules.filter(isOwed), quiet: rules.filter((rule) => !isOwed(rule) && rule.opens !== null) }
}

/** What is kept here, and not by another part of the software: only of these can something be said by hand. */
export function isByHand(duty: Pick<Duty, 'key'>): boolean {
  return duty.key.startsWith('document:') || duty.key.startsWith('event:')
}

/** Whether it is still owed. */
export function isOwed(duty: Pick<Duty, 'state'>): boolean {
  return !['done', 'done_late', 'waived'].includes(duty.state)
}

/** The rules as a table for a spreadsheet. */
export function tableOf(rules: DutyRule[]): ChartTable {
  const head = [t('duty.clause'), t('duty.what'), t('duty.owed'), ...STATES.map((state) => t(`duty.state.${state}`))]
  return { head, rows: rules.map((rule) => [rule.clause, `${rule.title}（${sayKind(rule.kind)}）`, rule.owed, ...STATES.map((state) => rule[state])]) }
}
