/** Reports of contracts: written from what happened, submitted, reviewed, kept for ever. */

import { answer, api } from './client'
import type { components, operations } from './schema'
import type { Page, Sent } from './types'

type Schemas = components['schemas']

/** The schema leaves open which values come with which kind. */
export type Value =
  | { kind: 'empty' }
  | { kind: 'text' | 'percent' | 'money' | 'day' | 'moment'; value: string }
  | { kind: 'count' | 'seconds'; value: number }

export type Figure = Omit<Sent<Schemas['ReportFigure']>, 'value'> & { value: Value }
export type Row = Omit<Schemas['ReportRow'], 'cells'> & { cells: Value[] }
export type Table = Omit<Sent<Schemas['ReportTable']>, 'rows' | 'total'> & { rows: Row[]; total: Value[] | null }
export type Chart = Schemas['ReportChart']
export type Hint = Schemas['ReportHint']
export type Section = Omit<Schemas['ReportSection'], 'figures' | 'tables' | 'rows'> & { figures: Figure[]; tables: Table[] }

export type ReportState = Schemas['ReportState']
export type Silence = Schemas['ReportSilence']
export type Act = Schemas['ReportStepName']
export type Report = Sent<Schemas['PeriodReport']>
export type Part = Schemas['ReportPartShown']
export type Version = Sent<Schemas['ReportVersionShown']>
export type Comment = Sent<Schemas['ReportComment']>
export type Entry = Sent<Schemas['ReportEntry']>
export type Effect = Schemas['ReportEffect']
export type Review = Sent<Schemas['ReportReviewShown']>
export type Difference = Sent<Schemas['ReportDifference']>
export type Question = Schemas['ReportQuestion']
export type NewReport = Schemas['NewReport']
type Detail = Schemas['PeriodReportDetail']
export type ReportDetail = Report &
  Pick<Detail, 'allowed' | 'draft' | 'effects' | 'parts'> & { comments: Comment[]; correction: string | null; entries: Entry[]; review: Review | null; sections: Section[]; versions: Version[] }

export type Period = Sent<Schemas['ReportPeriod']>
export type ReportRule = Omit<Sent<Schemas['ReportRule']>, 'periods' | 'review'> & { periods: Period[]; review: Sent<Schemas['ReportReviewRule']> | null }
export type RowsPage = Omit<Sent<Schemas['ReportRows']>, 'items' | 'total'> & { items: Row[]; total: Value[] | null }
export type ReportsQuery = NonNullable<operations['report_list']['parameters']['query']>

const of = (id: string) => ({ path: { id } })

export async function list(query: ReportsQuery): Promise<Page<Report>> {
  return (await answer(api.GET('/api/v1/reports', { params: { query } }))) as Page<Report>
}

/** What the contract demands, with the periods that ended or run. */
export async function rules(contract: string): Promise<ReportRule[]> {
  return ((await answer(api.GET('/api/v1/contracts/{id}/report-rules', { params: of(contract) }))) as { items: ReportRule[] }).items
}

/** Begins a report; `key` makes a repeated request give the same one. */
export async function create(contract: string, body: NewReport, key: string): Promise<ReportDetail> {
  return (await answer(api.POST('/api/v1/contracts/{id}/reports', { params: { ...of(contract), header: { 'Idempotency-Key': key } }, body }))) as ReportDetail
}

export async function get(id: string): Promise<ReportDetail> {
  return (await answer(api.GET('/api/v1/reports/{id}', { params: of(id) }))) as ReportDetail
}

type Read = Pick<Report, 'id' | 'version'>

/** What is done to a report as it was read. */
const read = ({ id, version }: Read) => ({ ...of(id), header: { 'If-Match': `"${version}"` } })

/** Keeps what was written; a part without text follows from the figures again. */
export async function write(report: Read, body: Schemas['ReportText']): Promise<ReportDetail> {
  return (await answer(api.PATCH('/api/v1/reports/{id}', { params: read(report), body }))) as ReportDetail
}

export async function recompose(report: Read): Promise<ReportDetail> {
  return (await answer(api.POST('/api/v1/reports/{id}/recompose', { params: read(report) }))) as ReportDetail
}

export async function submit(report: Read): Promise<ReportDetail> {
  return (await answer(api.POST('/api/v1/reports/{id}/submit', { params: read(report) }))) as ReportDetail
}

export async function withdraw(report: Read, text: string): Promise<ReportDetail> {
  return (await answer(api.POST('/api/v1/reports/{id}/withdraw', { params: read(report), body: { text } }))) as ReportDetail
}

export async function accept(report: Read, text: string): Promise<ReportDetail> {
  return (await answer(api.POST('/api/v1/reports/{id}/accept', { params: read(report), body: text ? { text } : {} }))) as ReportDetail
}

export async function question(report: Read, comments: Question[]): Promise<ReportDetail> {
  return (await answer(api.POST('/api/v1/reports/{id}/question', { params: read(report), body: { comments } }))) as ReportDetail
}

export async function correct(report: Read, text: string): Promise<ReportDetail> {
  return (await answer(api.POST('/api/v1/reports/{id}/correct', { params: read(report), body: { text } }))) as ReportDetail
}

export async function difference(id: string, from: number, to: number): Promise<Difference[]> {
  return ((await answer(api.GET('/api/v1/reports/{id}/difference', { params: { ...of(id), query: { from, to } } }))) as { items: Difference[] }).items
}

/** The rows behind a figure. */
export async function rows(id: string, query: operations['report_row_list']['parameters']['query']): Promise<RowsPage> {
  return (await answer(api.GET('/api/v1/reports/{id}/rows', { params: { ...of(id), query } }))) as RowsPage
}

/** The report as a file, without its format. */
export function filePath(id: string, no?: number): string {
  return `/reports/${id}/file${no === undefined ? '' : `?version=${no}`}`
}
