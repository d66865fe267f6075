/** Reports of contracts: written from what happened, submitted, reviewed, kept for ever. */

import { transport } from './client'
import { problemFrom } from './problem'
import type { Page } from './types'

export type Value =
  | { kind: 'empty' }
  | { kind: 'text' | 'percent' | 'money' | 'day' | 'moment'; value: string }
  | { kind: 'count' | 'seconds'; value: number }

export interface Figure {
  key: string
  label: string
  value: Value
  note?: string | null
  /** The key of the table that lists what it counts. */
  rows?: string | null
}

export interface Row {
  cells: Value[]
  /** The page of the record for the vendor's people, and for the client; empty where there is none. */
  path: string
  client_path: string
}

export interface Table {
  key: string
  title: string
  columns: string[]
  rows: Row[]
  total?: Value[] | null
}

export interface Chart {
  key: string
  title: string
  unit: string
  kind: 'bars' | 'stacked' | 'lines'
  labels: string[]
  series: { name: string; values: (number | null)[] }[]
  decimals: number
}

export interface Hint {
  part: 'work' | 'cause' | 'prevention' | 'suggestion'
  text: string
  path: string
}

export interface Section {
  code: string
  title: string
  figures: Figure[]
  tables: Table[]
  charts: Chart[]
}

export type ReportState = 'draft' | 'submitted' | 'questioned' | 'accepted'
export type Silence = 'accepted' | 'unsaid'
export type How = 'by_client' | 'by_silence'
export type Act = 'edit' | 'recompose' | 'submit' | 'withdraw' | 'accept' | 'question' | 'correct'

export interface Report {
  id: string
  contract_id: string
  contract_title: string
  number: string
  rule: string
  clause: string
  assumed: string | null
  title: string
  frequency: string
  works: string[]
  from: string
  to: string
  subject: string | null
  state: ReportState
  /** The version that was submitted last; 0 while there is none. */
  submitted_version: number
  due_on: string | null
  handed_in_on: string | null
  late: boolean
  submitted_at: string | null
  review_by: string | null
  /** The client's time is over, and the contract does not say what follows. */
  review_overdue: boolean
  silence: Silence | null
  accepted_at: string | null
  accepted_how: How | null
  updated_at: string
  /** Grows with each change; what `If-Match` wants. */
  version: number
}

export interface Part {
  key: string
  heading: string
  text: string
  /** Somebody wrote it; else it was made from the figures, and is made anew with them. */
  written: boolean
  /** The contract asks for it, no figure answers it, and nobody wrote it yet. */
  missing: boolean
  hints: Hint[]
}

export interface Version {
  no: number
  submitted_at: string
  by: string
  digest: string
  difference_summary: string | null
  /** When it was taken back before the review. */
  withdrawn_at: string | null
}

export interface Comment {
  /** The version that it is about. */
  no: number
  section: string
  heading: string
  text: string
  by: string
  at: string
  /** The version that answered it. */
  answered: number | null
}

export type EntryWhat = 'drafted' | 'edited' | 'recomposed' | 'submitted' | 'withdrawn' | 'questioned' | 'accepted' | 'silent' | 'overdue' | 'correcting'

export interface Entry {
  n: number
  at: string
  what: EntryWhat
  text: string | null
  by: string
}

/** A payment that waits for reports of this rule. */
export interface Effect {
  rule: string
  clause: string
  title: string
}

export interface Review {
  within: string
  clause: string | null
  silence: Silence
  from: string | null
  by: string | null
}

export type ReportDetail = Report & {
  /** Whether what follows is a draft, and not what was submitted. */
  draft: boolean
  sections: Section[]
  parts: Part[]
  versions: Version[]
  comments: Comment[]
  entries: Entry[]
  allowed: Act[]
  review: Review | null
  effects: Effect[]
  /** Why an accepted one is corrected. */
  correction: string | null
}

export interface Period {
  from: string
  to: string
  due_on: string | null
  /** Its report, where there is one. */
  report_id: string | null
}

export interface ReportRule {
  rule: string
  clause: string
  assumed: string | null
  title: string
  frequency: string
  contents: string[]
  works: string[]
  due_after: string | null
  review: { within: string; silence: Silence; clause: string | null } | null
  trigger: string | null
  sections: { code: string; title: string }[]
  /** The inspection whose rounds leave this document as their sheet: it is not drafted here. */
  left_by: string | null
  /** Periods that ended or run, the last first. */
  periods: Period[]
}

export interface Difference {
  section: string
  heading: string
  figure: string | null
  part: string | null
  label: string | null
  before: string | null
  after: string | null
}

export interface RowsPage {
  title: string
  columns: string[]
  count: number
  items: Row[]
  total: Value[] | null
  next: string | null
}

export interface ReportsQuery {
  contract?: string
  rule?: string
  state?: string
  late?: boolean
  waiting_for?: 'me'
  from?: string
  to?: string
  q?: string
  limit?: number
  after?: string
}

type Query = Record<string, string | number | boolean | undefined>

async function call<T>(method: string, path: string, { query = {}, body, headers = {} }: { query?: Query; body?: unknown; headers?: Record<string, string> } = {}): Promise<T> {
  const url = new URL(`/api/v1${path}`, location.origin)
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') url.searchParams.set(name, String(value))
  const init: RequestInit = { method, headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  const answer = await transport(new Request(url, init))
  const said: unknown = answer.status === 204 ? null : await answer.json().catch(() => null)
  if (!answer.ok) throw problemFrom(answer.status, said, answer.headers.get('x-request-id'))
  return said as T
}

export function list(query: ReportsQuery): Promise<Page<Report>> {
  return call('GET', '/reports', { query: { ...query } })
}

export async function rules(contract: string): Promise<ReportRule[]> {
  const found = await call<ReportRule[] | { items: ReportRule[] }>('GET', `/contracts/${contract}/report-rules`)
  return Array.isArray(found) ? found : found.items
}

export function create(contract: string, body: { rule: string; from: string; to: string; subject?: string; work?: string }): Promise<ReportDetail> {
  return call('POST', `/contracts/${contract}/reports`, { body, headers: { 'Idempotency-Key': crypto.randomUUID() } })
}

export function get(id: string): Promise<ReportDetail> {
  return call('GET', `/reports/${id}`)
}

type Read = Pick<Report, 'id' | 'version'>

const match = ({ version }: Read) => ({ 'If-Match': `"${version}"` })

export function write(report: Read, body: { parts: { key: string; text?: string }[]; title?: string }): Promise<ReportDetail> {
  return call('PATCH', `/reports/${report.id}`, { body, headers: match(report) })
}

export function recompose(report: Read): Promise<ReportDetail> {
  return call('POST', `/reports/${report.id}/recompose`, { headers: match(report) })
}

export function submit(report: Read): Promise<ReportDetail> {
  return call('POST', `/reports/${report.id}/submit`, { headers: match(report) })
}

export function withdraw(report: Read, text: string): Promise<ReportDetail> {
  return call('POST', `/reports/${report.id}/withdraw`, { body: { text }, headers: match(report) })
}

export function accept(report: Read, text?: string): Promise<ReportDetail> {
  return call('POST', `/reports/${report.id}/accept`, { body: { text }, headers: match(report) })
}

export function question(report: Read, comments: { section: string; text: string }[]): Promise<ReportDetail> {
  return call('POST', `/reports/${report.id}/question`, { body: { comments }, headers: match(report) })
}

export function correct(report: Read, text: string): Promise<ReportDetail> {
  return call('POST', `/reports/${report.id}/correct`, { body: { text }, headers: match(report) })
}

export async function difference(id: string, from: number, to: number): Promise<Difference[]> {
  const found = await call<Difference[] | { items: Difference[] }>('GET', `/reports/${id}/difference`, { query: { from, to } })
  return Array.isArray(found) ? found : found.items
}

/** The rows behind a figure. */
export function rows(id: string, query: { section: string; key: string; after?: string; version?: number }): Promise<RowsPage> {
  return call('GET', `/reports/${id}/rows`, { query })
}

/** The report as a file, without its format. */
export function filePath(id: string, no?: number): string {
  return `/reports/${id}/file${no === undefined ? '' : `?version=${no}`}`
}
