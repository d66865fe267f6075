import type { Count, DueState, Severity, Source, State, Vulnerability } from '@/api/security'

export const SEVERITIES: Severity[] = ['critical', 'high', 'medium', 'low']
export const STATES: State[] = ['new', 'analysed', 'fixed', 'retested', 'fed_back', 'closed']
export const SOURCES: Source[] = ['regulator', 'client', 'vendor', 'scanner', 'own']
export const DUES: DueState[] = ['late', 'soon', 'open', 'done', 'done_late']
/** A shape for each state, so that none is told by its colour alone. */
export const SHAPES: Record<State, string> = { new: '○', analysed: '◔', fixed: '◑', retested: '◕', fed_back: '◍', closed: '●' }
export const TONES: Record<State, string> = { new: 'warn', analysed: 'run', fixed: 'run', retested: 'run', fed_back: 'warn', closed: 'good' }
export const DUE_SHAPES: Record<DueState, string> = { open: '', soon: '◷', late: '!', done: '✓', done_late: '✓' }
export const DUE_TONES: Record<DueState, string> = { open: '', soon: 'warn', late: 'bad', done: 'good', done_late: 'warn' }
export const GRADES: Record<Severity, string> = { critical: 'bad', high: 'bad', medium: 'warn', low: '' }
/** 1 is the gravest. */
export const LEVELS: Record<Severity, number> = { critical: 1, high: 2, medium: 3, low: 4 }

export type Act = 'analyse' | 'fix' | 'retest' | 'feed_back' | 'confirm' | 'send_back' | 'report' | 'correct'

export function may(one: Vulnerability, act: string): boolean {
  return one.allowed_actions.includes(act)
}

/** What brings it on now, the usual step first; what is owed at once goes before all. */
export function onward(one: Vulnerability): Act[] {
  const acts: Act[] = []
  if (may(one, 'report')) acts.push('report')
  if (may(one, 'confirm')) acts.push('confirm', 'send_back')
  if (may(one, 'feed_back')) acts.push('feed_back')
  if (may(one, 'retest')) acts.push('retest')
  if (may(one, 'fix')) acts.push('fix')
  // Analysed once, it can be analysed anew, at the side.
  if (may(one, 'analyse') && one.state === 'new') acts.push('analyse')
  return acts
}

/** Steps that change what was said before, and bring nothing on. */
export function aside(one: Vulnerability): Act[] {
  return [...(may(one, 'analyse') && one.state !== 'new' ? (['analyse'] as Act[]) : []), ...(may(one, 'correct') ? (['correct'] as Act[]) : [])]
}

export interface CountRow {
  severity: Severity
  states: Record<State, number>
  late: number
  soon: number
}

/** Counts as a table: a line for each severity. */
export function tableOf(counts: Count[]): CountRow[] {
  return SEVERITIES.map((severity) => {
    const of = counts.filter((one) => one.severity === severity)
    const states = Object.fromEntries(STATES.map((state) => [state, of.find((one) => one.state === state)?.count ?? 0])) as Record<State, number>
    return { severity, states, late: of.reduce((sum, one) => sum + one.late, 0), soon: of.reduce((sum, one) => sum + one.soon, 0) }
  })
}

/** Lines of “what，on what” as things of a list; a line without a comma is on paper nobody named. */
export function itemsOf(text: string): { what: string; medium: string }[] {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '')
  return lines.map((line) => {
    const at = Math.max(line.lastIndexOf('，'), line.lastIndexOf(','))
    return at < 0 ? { what: line, medium: '' } : { what: line.slice(0, at).trim(), medium: line.slice(at + 1).trim() }
  })
}

/** Today on the clock of Beijing, as days are written. */
export function dayOf(now: number): string {
  return new Date(now + 8 * 3_600_000).toISOString().slice(0, 10)
}
