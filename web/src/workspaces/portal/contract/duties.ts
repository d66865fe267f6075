import type { Occurrence, Plan, PlannedDocument, PlanRule } from '@/api/plan'

import { daysBetween } from '../parts/days'

/** Where something that comes round stands today. Whether it was done is another question: there is no record of it yet. */
export type DutyState = 'now' | 'soon' | 'later' | 'over'

const SOON_DAYS = 14

export interface Duty {
  rule: PlanRule
  title: string
  kind: string
  state: DutyState
  /** The period that runs now. */
  present: Occurrence | null
  next: Occurrence | null
  last: Occurrence | null
  /** Periods that are over, in the days that are looked at. */
  past: number
}

/** What comes round, one line for each thing to do: the period that runs, the next and the last one. What falls due first comes first. */
export function dutiesOf(plan: Plan, today: string): Duty[] {
  const duties = [...groupBy(plan.occurrences).values()].map((all) => dutyOf(all, today))
  return duties.sort((a, b) => dayOf(a).localeCompare(dayOf(b)) || a.title.localeCompare(b.title, 'zh'))
}

function dutyOf(all: Occurrence[], today: string): Duty {
  const first = all[0]!
  const sorted = [...all].sort((a, b) => a.from.localeCompare(b.from))
  const past = sorted.filter((one) => one.to < today)
  const present = sorted.find((one) => one.from <= today && one.to >= today) ?? null
  const next = sorted.find((one) => one.from > today) ?? null
  return { rule: first.rule, title: first.title, kind: first.kind, state: stateOf(present, next, today), present, next, last: past.at(-1) ?? null, past: past.length }
}

function stateOf(present: Occurrence | null, next: Occurrence | null, today: string): DutyState {
  if (present) return 'now'
  if (next === null) return 'over'
  return daysBetween(today, next.planned) <= SOON_DAYS ? 'soon' : 'later'
}

function dayOf(duty: Duty): string {
  return duty.present?.to ?? duty.next?.planned ?? '9999'
}

export type DocumentState = 'review' | 'reviewOver' | 'handIn' | 'later' | 'plain'

export interface DocumentRow {
  document: PlannedDocument
  state: DocumentState
}

/** For every document the last period that is over and the one that runs or comes: what there is to review, what is to come. */
export function documentsOf(plan: Plan, today: string): DocumentRow[] {
  return [...groupBy(plan.documents).values()]
    .flatMap((all) => {
      const sorted = [...all].sort((a, b) => a.to.localeCompare(b.to))
      const over = sorted.filter((one) => one.to < today).at(-1)
      const next = sorted.find((one) => one.to >= today)
      return [over, next].filter((one): one is PlannedDocument => one !== undefined)
    })
    .map((document) => ({ document, state: documentState(document, today) }))
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || lastDay(a.document).localeCompare(lastDay(b.document)))
}

const ORDER: DocumentState[] = ['review', 'handIn', 'reviewOver', 'plain', 'later']

function documentState(document: PlannedDocument, today: string): DocumentState {
  if (document.to >= today) return 'later'
  if (document.due !== null && document.due >= today) return 'handIn'
  if (document.review_by === null) return 'plain'
  return document.review_by >= today ? 'review' : 'reviewOver'
}

function lastDay(document: PlannedDocument): string {
  return document.review_by ?? document.due ?? document.to
}

/** One rule can ask for several things: to back up, and to check the backup. */
function groupBy<T extends { rule: PlanRule; title: string; works: string[] }>(all: T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const key = `${one.rule.rule}|${one.title}|${one.works.join()}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return groups
}
