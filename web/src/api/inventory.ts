/** Data inventory: databases that are read, what was found in them, and what people say of it. */

import { answer, api } from './client'
import type { components, operations } from './schema'
import type { Page, Sent } from './types'

type Schemas = components['schemas']

export type Engine = Schemas['SqlEngine']
export type Encryption = Schemas['SqlEncryption']
export type SourceState = Schemas['DataSourceState']
export type Target = Sent<Schemas['DataSourceTarget']>
export type Source = Omit<Sent<Schemas['DataSource']>, 'target'> & { target: Target }
export type NewSource = Schemas['NewDataSource']
export type SourceChange = Schemas['DataSourceChange']
export type Reading = Sent<Schemas['DataReading']>
export type TableRow = Sent<Schemas['DataTableRow']>
export type Tables = Page<TableRow> & { reading: Reading }
export type Column = Sent<Schemas['DataColumnShown']>
export type ForeignKey = Sent<Schemas['DataForeignKey']>
export type Index = Sent<Schemas['DataIndex']>
export type Table = Omit<Sent<Schemas['DataTableShown']>, 'columns' | 'foreign_keys' | 'indexes'> & { columns: Column[]; foreign_keys: ForeignKey[]; indexes: Index[] }
export type Change = Sent<Schemas['DataChange']>
export type ChangeWhat = Schemas['DataChangeWhat']
export type Brief = Sent<Schemas['DataTableBrief']>
export type Was = Sent<Schemas['DataWas']>
export type RowsChange = Sent<Schemas['DataRowsChange']>
export type TableChange = Omit<Sent<Schemas['DataTableChange']>, 'columns' | 'keys' | 'indexes' | 'comment' | 'kind' | 'rows'> & {
  columns: Change[]
  keys: Change[]
  indexes: Change[]
  comment: Was | null
  kind: Was | null
  rows: RowsChange | null
}
export type Difference = Omit<Sent<Schemas['DataDifference']>, 'added' | 'removed' | 'changed' | 'rows'> & { added: Brief[]; removed: Brief[]; changed: TableChange[]; rows: RowsChange[] }
export type Comment = Sent<Schemas['DataComment']>
export type SourceQuery = NonNullable<operations['data_source_list']['parameters']['query']>

const ROWS = 200

function at(id: string): { params: { path: { id: string } } } {
  return { params: { path: { id } } }
}

export function list(query: SourceQuery): Promise<Page<Source>> {
  return answer(api.GET('/api/v1/data-sources', { params: { query } }))
}

/** All sources of a contract, or of every contract that one may see: they are a few dozen. */
export async function all(contract: string): Promise<Source[]> {
  const items: Source[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page: Page<Source> = await list({ limit: ROWS, ...(contract === '' ? {} : { contract }), ...(after ? { after } : {}) })
    items.push(...page.items)
    after = page.next
  }
  return items
}

export function get(id: string): Promise<Source> {
  return answer(api.GET('/api/v1/data-sources/{id}', at(id)))
}

export function add(contract: string, body: NewSource): Promise<Source> {
  return answer(api.POST('/api/v1/contracts/{id}/data-sources', { ...at(contract), body }))
}

export function change(id: string, version: number, body: SourceChange): Promise<Source> {
  return answer(api.PATCH('/api/v1/data-sources/{id}', { params: { path: { id }, header: { 'If-Match': `"${version}"` } }, body }))
}

export function remove(id: string): Promise<void> {
  return answer(api.DELETE('/api/v1/data-sources/{id}', at(id)))
}

/** Asks for the database to be read, which happens in the background; asking twice changes nothing. */
export function read(id: string): Promise<Source> {
  return answer(api.POST('/api/v1/data-sources/{id}/read', at(id)))
}

/** The readings of a source, the last one first. */
export function readings(id: string, after: string | undefined, limit: number): Promise<Page<Reading>> {
  return answer(api.GET('/api/v1/data-sources/{id}/readings', { params: { path: { id }, query: { limit, ...(after === undefined ? {} : { after }) } } }))
}

export function tables(reading: string, q: string, after: string | undefined, limit: number): Promise<Tables> {
  return answer(api.GET('/api/v1/data-readings/{id}', { params: { path: { id: reading }, query: { limit, ...(q === '' ? {} : { q }), ...(after === undefined ? {} : { after }) } } }))
}

export function table(reading: string, name: string): Promise<Table> {
  return answer(api.GET('/api/v1/data-readings/{id}/tables/{table}', { params: { path: { id: reading, table: name } } }))
}

/** What differs from the reading `against`, or from the one before where none is named. */
export function difference(reading: string, against: string): Promise<Difference> {
  return answer(api.GET('/api/v1/data-readings/{id}/difference', { params: { path: { id: reading }, query: against === '' ? {} : { against } } }))
}

/** The inventory document as an Excel file. */
export function document(reading: string): Promise<Blob> {
  return answer(api.GET('/api/v1/data-readings/{id}/document', { ...at(reading), parseAs: 'blob' }))
}

/** What people say of a table, or of a column of it; an empty text takes it back. */
export function comment(source: string, table: string, column: string | null, text: string): Promise<Comment> {
  return answer(api.PUT('/api/v1/data-sources/{id}/comments', { ...at(source), body: { table, text, ...(column === null ? {} : { column }) } }))
}
