/** Assets, spares and their counting: what there is, where, how much of it, and what became of it. */

import { answer, api } from './client'
import type { components, operations } from './schema'
import type { Page, Sent } from './types'

type Schemas = components['schemas']

export type AssetState = Schemas['AssetState']
export type AssetLevel = Schemas['AssetLevel']
export type AssetBook = Sent<Schemas['AssetBook']>
export type Asset = Omit<Sent<Schemas['Asset']>, 'books'> & { books: AssetBook[] }
export type NewAsset = Schemas['NewAsset']
export type AssetChange = Schemas['AssetChange']
export type AssetClass = Sent<Schemas['AssetClass']>
export type AssetEntryKind = Schemas['AssetEntryKind']
export type AssetEntry = Sent<Schemas['AssetEntry']>
export interface AssetFile {
  asset: Asset
  entries: AssetEntry[]
  next: string | null
}
export type NewAssetEntry = Schemas['NewAssetEntry']
export type AssetTicket = Schemas['AssetTicket']
export type AssetLabel = Sent<Schemas['AssetLabel']>
export type ContractLine = Sent<Schemas['AssetContractLine']>
export type AssetSummary = Omit<Schemas['AssetSummary'], 'lines'> & { lines: ContractLine[] }
export type ImportOutcome = Schemas['AssetImportOutcome']
export type ImportResult = Schemas['AssetImportResult']
export type AssetQuery = NonNullable<operations['asset_list']['parameters']['query']>
export type Spare = Sent<Schemas['Spare']>
export type NewSpare = Schemas['NewSpare']
export type SpareChange = Schemas['SpareChange']
export type SpareQuery = NonNullable<operations['spare_list']['parameters']['query']>
export type MovementKind = Schemas['SpareMovementKind']
export type Movement = Sent<Schemas['SpareMovement']>
export type NewMovement = Schemas['NewSpareMovement']
export type Unbooked = Sent<Schemas['UnbookedPart']>
export type TakingOf = Schemas['StockTakingOf']
export type TakingState = Schemas['StockTakingState']
export type StockLine = Sent<Schemas['StockLine']>
export type StockTaking = Omit<Sent<Schemas['StockTaking']>, 'scope'> & { scope: Sent<Schemas['StockTakingScope']> }
export type TakingDetail = StockTaking & { differences: StockLine[] }
export type NewTaking = Schemas['NewStockTaking']
export type CountedLine = Schemas['StockLineCounted']
export type Counted = Omit<Schemas['StockCounted'], 'taking' | 'lines'> & { taking: StockTaking; lines: StockLine[] }
/** Which lines of a stock-taking are wanted; the document leaves the word open. */
export type LineState = 'open' | 'counted' | 'different'

const MOST_ROWS = 200

function at(id: string): { params: { path: { id: string } } } {
  return { params: { path: { id } } }
}

function asRead(id: string, version: number): { params: { path: { id: string }; header: { 'If-Match': string } } } {
  return { params: { path: { id }, header: { 'If-Match': `"${version}"` } } }
}

function from(after: string | undefined): { after?: string } {
  return after ? { after } : {}
}

function formOf(file: File): FormData {
  const form = new FormData()
  form.append('file', file, file.name)
  return form
}

/** Everything that a list has, page after page. */
export async function all<T>(ask: (after?: string) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page: Page<T> = await ask(after)
    items.push(...page.items)
    after = page.next
  }
  return items
}

export function list(query: AssetQuery): Promise<Page<Asset>> {
  return answer(api.GET('/api/v1/assets', { params: { query } }))
}

export function every(query: AssetQuery): Promise<Asset[]> {
  return all((after) => list({ ...query, limit: MOST_ROWS, ...from(after) }))
}

export function get(id: string): Promise<Asset> {
  return answer(api.GET('/api/v1/assets/{id}', at(id)))
}

export function add(contract: string, body: Partial<NewAsset> & Pick<NewAsset, 'class_id' | 'name'>): Promise<Asset> {
  return answer(api.POST('/api/v1/contracts/{id}/assets', { ...at(contract), body: body as NewAsset }))
}

export function change(id: string, version: number, body: AssetChange): Promise<Asset> {
  return answer(api.PATCH('/api/v1/assets/{id}', { ...asRead(id, version), body }))
}

export function summary(contract: string): Promise<AssetSummary> {
  return answer(api.GET('/api/v1/contracts/{id}/assets/summary', at(contract)))
}

export function file(id: string, after?: string): Promise<AssetFile> {
  return answer(api.GET('/api/v1/assets/{id}/file', { params: { path: { id }, query: { limit: 50, ...from(after) } } }))
}

export function write(id: string, entry: NewAssetEntry): Promise<AssetFile> {
  return answer(api.POST('/api/v1/assets/{id}/entries', { ...at(id), body: entry }))
}

export function tickets(id: string): Promise<AssetTicket[]> {
  return answer(api.GET('/api/v1/assets/{id}/tickets', at(id)))
}

export function link(id: string, ticket: string): Promise<AssetTicket[]> {
  return answer(api.POST('/api/v1/assets/{id}/tickets', { ...at(id), body: { ticket_id: ticket } }))
}

/** What a label that was scanned, or a code that was typed, means: one asset, or those of several contracts. */
export async function scan(text: string): Promise<Asset[]> {
  return (await answer<{ assets: Asset[] }>(api.GET('/api/v1/assets/scan', { params: { query: { text } } }))).assets
}

export function labels(query: AssetQuery): Promise<AssetLabel[]> {
  return all(async (after) => {
    const page = await answer<{ labels: AssetLabel[]; next: string | null }>(api.GET('/api/v1/assets/labels', { params: { query: { ...query, limit: MOST_ROWS, ...from(after) } } }))
    return { items: page.labels, next: page.next ?? null }
  })
}

export function takeOver(contract: string, body: { rules?: string[]; class_id?: string; each?: string[] }): Promise<{ added: number; known: string[] }> {
  return answer(api.POST('/api/v1/contracts/{id}/assets/from-contract', { ...at(contract), body }))
}

export const classes = {
  list(contract: string): Promise<AssetClass[]> {
    return answer(api.GET('/api/v1/contracts/{id}/asset-classes', at(contract)))
  },
  add(contract: string, body: { code: string; name: string; parent_id: string | null }): Promise<AssetClass> {
    return answer(api.POST('/api/v1/contracts/{id}/asset-classes', { ...at(contract), body }))
  },
  change(id: string, version: number, body: { name?: string; parent_id?: string | null }): Promise<AssetClass> {
    return answer(api.PATCH('/api/v1/asset-classes/{id}', { ...asRead(id, version), body }))
  },
}

/** `preview` only looks what would become of each row and keeps nothing. */
export function importFile(contract: string, table: File, preview: boolean): Promise<ImportResult> {
  return answer(api.POST('/api/v1/contracts/{id}/assets/import', { params: { path: { id: contract }, query: { preview } }, body: { file: table.name }, bodySerializer: () => formOf(table) }))
}

/** The register as an Excel file, or the empty table to be filled in. */
export function exported(contract: string, template: boolean): Promise<Blob> {
  return answer(api.GET('/api/v1/contracts/{id}/assets/export', { params: { path: { id: contract }, query: template ? { template } : {} }, parseAs: 'blob' }))
}

export const spares = {
  list(query: SpareQuery): Promise<Page<Spare>> {
    return answer(api.GET('/api/v1/spares', { params: { query } }))
  },
  every(query: SpareQuery): Promise<Spare[]> {
    return all((after) => spares.list({ ...query, limit: MOST_ROWS, ...from(after) }))
  },
  get(id: string): Promise<Spare> {
    return answer(api.GET('/api/v1/spares/{id}', at(id)))
  },
  add(contract: string, body: NewSpare): Promise<Spare> {
    return answer(api.POST('/api/v1/contracts/{id}/spares', { ...at(contract), body }))
  },
  change(id: string, version: number, body: SpareChange): Promise<Spare> {
    return answer(api.PATCH('/api/v1/spares/{id}', { ...asRead(id, version), body }))
  },
  movements(id: string, after?: string): Promise<Page<Movement>> {
    return answer(api.GET('/api/v1/spares/{id}/movements', { params: { path: { id }, query: { limit: 50, ...from(after) } } }))
  },
  /** Bears its own id, so that it is booked once however often it is sent. */
  move(id: string, body: NewMovement): Promise<Movement> {
    return answer(api.POST('/api/v1/spares/{id}/movements', { ...at(id), body }))
  },
  unbooked(contract: string): Promise<Page<Unbooked>> {
    return answer(api.GET('/api/v1/contracts/{id}/spares/unbooked', { params: { path: { id: contract }, query: { settled: false, limit: MOST_ROWS } } }))
  },
  settle(id: string, body: { spare_id?: string; note?: string }): Promise<Unbooked> {
    return answer(api.POST('/api/v1/spares/unbooked/{id}/settle', { ...at(id), body }))
  },
  importFile(contract: string, table: File, preview: boolean): Promise<ImportResult> {
    return answer(api.POST('/api/v1/contracts/{id}/spares/import', { params: { path: { id: contract }, query: { preview } }, body: { file: table.name }, bodySerializer: () => formOf(table) }))
  },
  exported(contract: string, template: boolean): Promise<Blob> {
    return answer(api.GET('/api/v1/contracts/{id}/spares/export', { params: { path: { id: contract }, query: template ? { template } : {} }, parseAs: 'blob' }))
  },
}

export const takings = {
  list(contract: string, state: TakingState | '', after?: string): Promise<Page<StockTaking>> {
    return answer(api.GET('/api/v1/contracts/{id}/stock-takings', { params: { path: { id: contract }, query: { ...(state ? { state } : {}), limit: 50, ...from(after) } } }))
  },
  get(id: string): Promise<TakingDetail> {
    return answer(api.GET('/api/v1/stock-takings/{id}', at(id)))
  },
  begin(contract: string, body: NewTaking): Promise<TakingDetail> {
    return answer(api.POST('/api/v1/contracts/{id}/stock-takings', { ...at(contract), body }))
  },
  lines(id: string, query: { state?: LineState; q?: string }, after?: string): Promise<Page<StockLine>> {
    return answer(api.GET('/api/v1/stock-takings/{id}/lines', { params: { path: { id }, query: { ...query, limit: MOST_ROWS, ...from(after) } } }))
  },
  everyLine(id: string): Promise<StockLine[]> {
    return all((after) => takings.lines(id, {}, after))
  },
  /** Of two counts of a line the later one stays, so it can be sent twice. */
  count(id: string, lines: CountedLine[]): Promise<Counted> {
    return answer(api.PUT('/api/v1/stock-takings/{id}/lines', { ...at(id), body: { lines } }))
  },
  close(id: string, settle: boolean, leave: boolean): Promise<TakingDetail> {
    return answer(api.POST('/api/v1/stock-takings/{id}/close', { ...at(id), body: { settle, leave_uncounted: leave } }))
  },
  exported(id: string): Promise<Blob> {
    return answer(api.GET('/api/v1/stock-takings/{id}/export', { ...at(id), parseAs: 'blob' }))
  },
}
