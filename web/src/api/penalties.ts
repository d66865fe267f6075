/** What penalties follow from, and what is about to be lost. */

import type { LedgerEntry } from './billing'
import { answer, api } from './client'
import type { components } from './schema'
import type { Sent } from './types'

type Schemas = components['schemas']

export type ObjectionTerm = Schemas['PenaltyObjectionTerm']
export type Raised = Schemas['RaisedBreach']
export type RaisedItem = Schemas['RaisedBreachItem']
export type RiskItem = Schemas['RiskItem']
export type Risk = Omit<Sent<Schemas['MoneyAtRiskByRule']>, 'items'> & { items: RiskItem[] }
export type MoneyAtRisk = Omit<Sent<Schemas['MoneyAtRisk']>, 'rules'> & { rules: Risk[] }
export type { LedgerEntry }

/** What open clocks and duties of a contract are about to cost. */
export async function moneyAtRisk(contract: string): Promise<MoneyAtRisk> {
  return (await answer(api.GET('/api/v1/contracts/{id}/money-at-risk', { params: { path: { id: contract } } }))) as MoneyAtRisk
}

/** The same of every contract that one reads. */
export async function allAtRisk(): Promise<MoneyAtRisk[]> {
  return (await answer(api.GET('/api/v1/billing/at-risk', { params: { query: {} } }))) as MoneyAtRisk[]
}
