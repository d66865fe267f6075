import type { Calendar, CalendarItem, Change, ChangeDetail, ChangeState, ChangeStep, Freeze } from '@/api/changes'

export const STATES: ChangeState[] = ['draft', 'submitted', 'approved', 'tested', 'refused', 'released', 'verified', 'rolled_back', 'closed', 'withdrawn']
/** A shape for each state, so that none is told by its colour alone. */
export const SHAPES: Record<ChangeState, string> = { draft: '○', submitted: '◔', approved: '◑', tested: '◕', refused: '✕', released: '◍', verified: '●', rolled_back: '↩', closed: '■', withdrawn: '－' }
export const TONES: Record<ChangeState, string> = { draft: '', submitted: 'warn', approved: 'run', tested: 'run', refused: 'bad', released: 'run', verified: 'good', rolled_back: 'bad', closed: 'good', withdrawn: '' }

export const STAGES = ['plan', 'approval', 'test', 'release', 'verified'] as const
export type Stage = (typeof STAGES)[number]
export type Standing = 'done' | 'now' | 'ahead' | 'failed'

/** Where each stage of a change stands; the first that is not done is what comes next. */
export function stagesOf(change: ChangeDetail): Record<Stage, Standing> {
  const { state, decision, released, outcome } = change
  const test = change.tests.find((one) => one.current)
  const isOver = state === 'withdrawn' || state === 'closed'
  const stands: Record<Stage, Standing> = {
    plan: state === 'draft' ? 'ahead' : 'done',
    approval: decision === null ? 'ahead' : decision.approved ? 'done' : 'failed',
    test: test === undefined ? 'ahead' : test.result === 'passed' ? 'done' : 'failed',
    release: released === null ? 'ahead' : 'done',
    verified: outcome === null ? 'ahead' : outcome.verified ? 'done' : 'failed',
  }
  const next = STAGES.find((stage) => stands[stage] === 'ahead')
  if (next !== undefined && !isOver && state !== 'refused' && !STAGES.some((stage) => stands[stage] === 'failed')) stands[next] = 'now'
  return stands
}

/** The steps that bring a change on in its state, the first one being the usual one; others are at the side. */
const ONWARD: Partial<Record<ChangeState, ChangeStep[]>> = {
  draft: ['submit', 'test'],
  submitted: ['decide', 'by_word', 'test'],
  approved: ['test', 'release'],
  tested: ['release', 'test'],
  refused: ['edit'],
  released: ['verify', 'roll_back'],
  verified: ['close'],
  rolled_back: ['edit', 'close'],
}

/** What the reader may do with the change now, or would if nothing refused it; a confirmation that is owed comes first. */
export function onward(change: ChangeDetail): { step: ChangeStep; refused: string | null }[] {
  const wanted = [...(change.unconfirmed ? (['confirm'] as ChangeStep[]) : []), ...(ONWARD[change.state] ?? [])]
  // That a change is no emergency, or was refused, is no news.
  const hidden = (step: ChangeStep, refused: string | null): boolean => refused !== null && step === 'by_word' && change.urgency !== 'emergency'
  return wanted.flatMap((step) => change.steps.filter((one) => one.step === step && !hidden(step, one.refused)))
}

export function mayStep(change: ChangeDetail, step: ChangeStep): boolean {
  return change.steps.some((one) => one.step === step && one.refused === null)
}

/** Monday of the week of a day, as days are written. */
export function mondayOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  return date.toISOString().slice(0, 10)
}

export function plusDays(day: string, n: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + n)
  return date.toISOString().slice(0, 10)
}

const SHIFT_MS = 8 * 3_600_000

/** A moment as a field for day and time wants it, on the clock of Beijing. */
export function asInput(at: string): string {
  return new Date(Date.parse(at) + SHIFT_MS).toISOString().slice(0, 16)
}

/** What such a field says, as a moment. */
export function asMoment(input: string): string {
  return `${input}:00+08:00`
}

export interface Week {
  from: string
  to: string
  items: CalendarItem[]
  freezes: Freeze[]
}

/** The calendar cut into weeks; what lasts longer stands in each of its weeks. */
export function weeksOf(calendar: Calendar): Week[] {
  const weeks: Week[] = []
  for (let from = mondayOf(calendar.from); from <= calendar.to; from = plusDays(from, 7)) {
    const to = plusDays(from, 6)
    const meets = (first: string, last: string): boolean => first <= to && from <= last
    weeks.push({
      from,
      to,
      items: calendar.items.filter((one) => meets(asInput(one.planned_from).slice(0, 10), asInput(one.planned_to).slice(0, 10))),
      freezes: calendar.freezes.filter((one) => meets(one.from, one.to)),
    })
  }
  return weeks
}

/** Where the page of its source is for the reader: what the vendor links to has its own page in the portal. */
export function sourceOf(change: Pick<Change, 'source'>, portal: boolean): string | null {
  if (change.source === null) return null
  if (!portal) return change.source
  if (change.source.startsWith('/portal/')) return change.source
  if (change.source.startsWith('/tickets/')) return change.source.replace('/tickets/', '/portal/requests/')
  return change.source.startsWith('/service-requests/') ? `/portal${change.source}` : null
}
