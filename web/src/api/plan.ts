import { answer, api } from './client'

/** Where something is written in the contract, and why it is a reading if it is one. */
export interface PlanRule {
  rule: string
  clause: string
  assumed?: string | null
}

/** Something that comes round: an inspection, a backup, a stock count. Days are `2026-10-01`. */
export interface Occurrence {
  /** First and last day of the period in which it has to be done. */
  from: string
  to: string
  /** The day that is planned for it. */
  planned: string
  kind: string
  rule: PlanRule
  title: string
  phase: string | null
  festival: string | null
  works: string[]
}

/** A document of a period that the vendor hands in. */
export interface PlannedDocument {
  from: string
  to: string
  rule: PlanRule
  title: string
  /** Last day for handing it in, where the contract says one. */
  due: string | null
  /** Last day of the client's review, where the contract says one. */
  review_by: string | null
  /** What silence means then: `accepted`, or `unsaid`. */
  silence: string | null
  works: string[]
}

export interface PlannedPayment {
  rule: PlanRule
  title: string
  payer: 'client' | 'vendor'
  percent: string | null
  /** Yuan as text; none where it depends on quantities. */
  amount: string | null
  capitals: string | null
  conditions: { fact: string; name: string }[]
  due: { text: string; day: string | null }[]
  splits: { party: string; name: string; amount: string }[]
  arithmetic: string | null
}

/** A rule that holds all the time: duties, penalties, terms of payment. */
export interface Standing {
  kind: string
  rule: PlanRule
  title: string
  text: string
}

/** What follows from a contract between two days. */
export interface Plan {
  from: string
  to: string
  not_in_force: string | null
  occurrences: Occurrence[]
  documents: PlannedDocument[]
  payments: PlannedPayment[]
  standing: Standing[]
  /** What could not be derived, and why. */
  problems: { rule: PlanRule; message: string }[]
}

export function plan(contract: string, from: string, to: string): Promise<Plan> {
  return answer(api.GET('/api/v1/contracts/{id}/plan', { params: { path: { id: contract }, query: { from, to } } }))
}
