/** What is owed under contracts, why and when. */

import { answer, api } from './client'
import { fileForm, type RecordFile } from './files'
import type { components } from './schema'
import type { Sent } from './types'

type Schemas = components['schemas']

export type LineState = Schemas['BillingLineState']
export type Line = Sent<Schemas['BillingLine']>
export type Penalty = Sent<Schemas['PenaltyLine']>
export type Interest = Schemas['LateInterest']
export type Special = Sent<Schemas['SpecialSum']>
export type Bond = Sent<Schemas['BondAccount']>
export type Account = Omit<Sent<Schemas['BillingAccount']>, 'lines' | 'penalties' | 'special' | 'bond'> & { lines: Line[]; penalties: Penalty[]; special: Special[]; bond: Bond | null }
export type ContractAccount = Omit<Schemas['ContractAccount'], 'account'> & { account: Account }
export type Expected = Sent<Schemas['ExpectedPayment']>
export type PaymentActor = Schemas['PaymentActor']
export type Blocker = Sent<Schemas['PaymentBlocker']>
export type CashFlow = Schemas['CashFlow']
export type Scheduled = Omit<Schemas['ScheduledLine'], 'line' | 'expected' | 'blockers'> & { line: Line; expected: Expected | null; blockers: Blocker[] }
export type ScheduledContract = Omit<Schemas['ScheduledContract'], 'bond'> & { bond: Bond | null }
export type Month = Schemas['ScheduledMonth']
export interface Schedule {
  at: string
  lines: Scheduled[]
  months: Month[]
  flows: CashFlow[]
  contracts: ScheduledContract[]
  undecided: number
}
export type PenaltyState = Schemas['PenaltyState']
export type PenaltyTaken = Sent<Schemas['PenaltyTaken']>
export type PenaltyCase = Omit<Schemas['PenaltyCase'], 'penalty' | 'taken'> & { penalty: Penalty; taken: PenaltyTaken[] }
export type Penalties = Omit<Schemas['BillingPenalties'], 'items'> & { items: PenaltyCase[] }
export type ReconciledRow = Sent<Schemas['ReconciledRow']>
export type Reconciliation = Omit<Schemas['BillingReconciliation'], 'rows'> & { rows: ReconciledRow[] }
export type EntryBody = Schemas['BillingEntryBody']
export type EntryKind = EntryBody['kind']
export type LedgerEntry = Sent<Schemas['BillingEntry']>

export async function schedule(at?: string): Promise<Schedule> {
  return (await answer(api.GET('/api/v1/billing/schedule', { params: { query: at ? { at } : {} } }))) as Schedule
}

export function exported(format: 'xlsx' | 'csv', at?: string): Promise<Blob> {
  return answer(api.GET('/api/v1/billing/schedule/export', { params: { query: { format, ...(at ? { at } : {}) } }, parseAs: 'blob' }))
}

export async function account(contract: string, at?: string): Promise<ContractAccount> {
  return (await answer(api.GET('/api/v1/contracts/{id}/account', { params: { path: { id: contract }, query: at ? { at } : {} } }))) as ContractAccount
}

/** What would be owed if more had happened; nothing is kept. */
export async function whatIf(contract: string, entries: EntryBody[], at?: string): Promise<ContractAccount> {
  return (await answer(api.POST('/api/v1/contracts/{id}/account/what-if', { params: { path: { id: contract }, query: at ? { at } : {} }, body: { entries } }))) as ContractAccount
}

export async function ledger(contract: string): Promise<LedgerEntry[]> {
  return (await answer(api.GET('/api/v1/contracts/{id}/billing-entries', { params: { path: { id: contract } } }))) as LedgerEntry[]
}

export async function tell(contract: string, body: EntryBody): Promise<LedgerEntry> {
  return (await answer(api.POST('/api/v1/contracts/{id}/billing-entries', { params: { path: { id: contract } }, body }))) as LedgerEntry
}

export function attach(entry: string, file: File): Promise<RecordFile> {
  return answer(api.POST('/api/v1/billing-entries/{id}/files', { params: { path: { id: entry } }, body: { file: file.name }, bodySerializer: () => fileForm(file) }))
}

export function fileUrl(id: string): string {
  return `/api/v1/billing/files/${id}`
}

/** Penalties of all contracts that one reads, with their stories. */
export async function penalties(wanted: { contract?: string; state?: string }): Promise<Penalties> {
  return (await answer(api.GET('/api/v1/billing/penalties', { params: { query: wanted } }))) as Penalties
}

/** A bank's or the treasury's list: what would become of each line, or, without the preview, what became of it. */
export async function reconcile(file: File, preview: boolean): Promise<Reconciliation> {
  return (await answer(api.POST('/api/v1/billing/reconciliation', { params: { query: { preview } }, body: { file: file.name }, bodySerializer: () => fileForm(file) }))) as Reconciliation
}

export function listTemplate(): Promise<Blob> {
  return answer(api.GET('/api/v1/billing/reconciliation/template', { parseAs: 'blob' }))
}
