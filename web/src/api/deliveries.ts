/** Cards on their way, what was paid for them, readers and keys. */

import { answer, api } from './client'
import { fileForm } from './files'
import type { components, operations } from './schema'
import type { Page, Sent } from './types'

type Schemas = components['schemas']

export type Order = Sent<Schemas['DeliveryOrder']>
export type OrderState = Schemas['DeliveryState']
export type Told = Schemas['DeliveryTold']
export type OrderEvent = Sent<Schemas['DeliveryOrderEvent']>
export type DeliveryRule = Sent<Schemas['DeliveryRule']>
export type OrderDetail = Order & { owed_under: DeliveryRule | null; events: OrderEvent[]; allowed: Told[] }
export type Summary = Omit<Sent<Schemas['DeliverySummary']>, 'rules' | 'couriers'> & { rules: DeliveryRule[]; couriers: DeliveryRule | null }
export type OrderQuery = NonNullable<operations['delivery_list']['parameters']['query']>
export type NewOrderEvent = Schemas['NewDeliveryEvent']
export type Batch = Schemas['DeliveryBatch']
export type BatchKind = Schemas['DeliveryBatchKind']
export type ImportResult = Schemas['DeliveryImportResult'] & { updated: number }
export type CourierSource = Schemas['CourierSource']
export type CourierSourceWithSecret = Schemas['CourierSourceWithSecret']
export type Algorithm = Schemas['FeedAlgorithm']
export type UnknownEvent = Sent<Schemas['UnknownCourierEvent']>
export type Side = Schemas['ReconciliationSide']
export type Week = Sent<Schemas['Reconciliation']>
export type WeekLine = Omit<Schemas['ReconciliationLine'], 'reason'> & { reason: Schemas['ReconciliationReason'] | null }
export type WeekDetail = Week & Pick<Sent<Schemas['ReconciliationDetail']>, 'items' | 'totals' | 'unexplained' | 'may' | 'obstacle'> & { lines: WeekLine[] }
export type MoneyRow = Sent<Schemas['ReconciliationRow']>
export type NewMoneyRow = Schemas['NewReconciliationRow']
export type Reader = Sent<Schemas['CardReader']>
export type ReaderState = Schemas['CardReaderState']
export type ReaderMove = Schemas['CardReaderMove']
export type ReaderMovement = Sent<Schemas['CardReaderMovement']>
export type ReaderDetail = Reader & { movements: ReaderMovement[] }
export type ReaderPage = Omit<Sent<Schemas['CardReaderPage']>, 'items'> & { items: Reader[] }
export type ReaderQuery = NonNullable<operations['card_reader_list']['parameters']['query']>
export type NewReader = Schemas['NewCardReader']
export type NewReaderMovement = Schemas['NewCardReaderMovement']
export type Key = Sent<Schemas['CardKey']>
export type KeyKind = Schemas['CardKeyKind']
export type KeyMove = Schemas['CardKeyMove']
export type KeyMovement = Sent<Schemas['CardKeyMovement']>
export type KeyDetail = Key & { movements: KeyMovement[]; clause: string | null }
export type NewKey = Schemas['NewCardKey']
export type NewKeyMovement = Schemas['NewCardKeyMovement']
export type KeyCount = Sent<Schemas['CardKeyCount']>
export type NewKeyCount = Schemas['NewCardKeyCount']

const at = (id: string): { params: { path: { id: string } } } => ({ params: { path: { id } } })
const from = (after: string | undefined): { after?: string } => (after ? { after } : {})
/** Nothing is ever changed by a second file: a row is new, the same or refused. */
const imported = async (asking: Promise<Schemas['DeliveryImportResult']>): Promise<ImportResult> => ({ ...(await asking), updated: 0 })

export const orders = {
  list: (contract: string, query: OrderQuery): Promise<Page<Order>> => answer(api.GET('/api/v1/contracts/{id}/deliveries', { params: { path: { id: contract }, query } })),
  summary: (contract: string): Promise<Summary> => answer(api.GET('/api/v1/contracts/{id}/deliveries/summary', at(contract))),
  get: (id: string): Promise<OrderDetail> => answer(api.GET('/api/v1/deliveries/{id}', at(id))),
  tell: (id: string, body: NewOrderEvent): Promise<OrderDetail> => answer(api.POST('/api/v1/deliveries/{id}/events', { ...at(id), body })),
}

export const batches = {
  list: (contract: string, after?: string): Promise<Page<Batch>> => answer(api.GET('/api/v1/contracts/{id}/delivery-batches', { params: { path: { id: contract }, query: from(after) } })),
  take: (contract: string, kind: BatchKind, table: File, preview: boolean): Promise<ImportResult> =>
    imported(answer(api.POST('/api/v1/contracts/{id}/delivery-batches', { params: { path: { id: contract }, query: { kind, preview } }, body: { file: table.name }, bodySerializer: () => fileForm(table) }))),
  template: (contract: string, kind: BatchKind): Promise<Blob> => answer(api.GET('/api/v1/contracts/{id}/delivery-batches/template', { params: { path: { id: contract }, query: { kind } }, parseAs: 'blob' })),
}

export const couriers = {
  list: (contract: string): Promise<CourierSource[]> => answer(api.GET('/api/v1/contracts/{id}/courier-sources', at(contract))),
  add: (contract: string, name: string, algorithm: Algorithm): Promise<CourierSourceWithSecret> => answer(api.POST('/api/v1/contracts/{id}/courier-sources', { ...at(contract), body: { name, algorithm } })),
  rotate: (id: string): Promise<CourierSourceWithSecret> => answer(api.POST('/api/v1/courier-sources/{id}/rotate', at(id))),
  remove: (id: string): Promise<void> => answer(api.DELETE('/api/v1/courier-sources/{id}', at(id))),
  unknown: (contract: string, all: boolean, after?: string): Promise<Page<UnknownEvent>> => answer(api.GET('/api/v1/contracts/{id}/courier-events', { params: { path: { id: contract }, query: { all, ...from(after) } } })),
  settle: (id: string, body: { order_number?: string; note?: string }): Promise<UnknownEvent> => answer(api.POST('/api/v1/courier-events/{id}/settle', { ...at(id), body })),
}

export const weeks = {
  list: (contract: string, after?: string): Promise<Page<Week>> => answer(api.GET('/api/v1/contracts/{id}/reconciliations', { params: { path: { id: contract }, query: from(after) } })),
  open: (contract: string, day: string): Promise<WeekDetail> => answer(api.POST('/api/v1/contracts/{id}/reconciliations', { ...at(contract), body: { day } })),
  get: (id: string): Promise<WeekDetail> => answer(api.GET('/api/v1/reconciliations/{id}', at(id))),
  rows: (id: string, side: Side, after?: string): Promise<Page<MoneyRow>> => answer(api.GET('/api/v1/reconciliations/{id}/rows', { params: { path: { id }, query: { side, ...from(after) } } })),
  addRow: (id: string, body: NewMoneyRow): Promise<MoneyRow> => answer(api.POST('/api/v1/reconciliations/{id}/rows', { ...at(id), body })),
  dropRow: (row: string): Promise<void> => answer(api.DELETE('/api/v1/reconciliation-rows/{id}', at(row))),
  explain: (id: string, key: string, text: string): Promise<WeekDetail> => answer(api.PUT('/api/v1/reconciliations/{id}/explanations', { ...at(id), body: { key, text } })),
  close: (id: string): Promise<WeekDetail> => answer(api.POST('/api/v1/reconciliations/{id}/close', at(id))),
  exported: (id: string): Promise<Blob> => answer(api.GET('/api/v1/reconciliations/{id}/export', { ...at(id), parseAs: 'blob' })),
  take: (id: string, side: Side, table: File, preview: boolean): Promise<ImportResult> =>
    imported(answer(api.POST('/api/v1/reconciliations/{id}/import', { params: { path: { id }, query: { side, preview } }, body: { file: table.name }, bodySerializer: () => fileForm(table) }))),
  template: (id: string, side: Side): Promise<Blob> => answer(api.GET('/api/v1/reconciliations/{id}/template', { params: { path: { id }, query: { side } }, parseAs: 'blob' })),
}

export const readers = {
  list: (contract: string, query: ReaderQuery): Promise<ReaderPage> => answer(api.GET('/api/v1/contracts/{id}/card-readers', { params: { path: { id: contract }, query } })),
  get: (id: string): Promise<ReaderDetail> => answer(api.GET('/api/v1/card-readers/{id}', at(id))),
  add: (contract: string, body: NewReader): Promise<ReaderDetail> => answer(api.POST('/api/v1/contracts/{id}/card-readers', { ...at(contract), body })),
  move: (id: string, body: NewReaderMovement): Promise<ReaderDetail> => answer(api.POST('/api/v1/card-readers/{id}/movements', { ...at(id), body })),
}

export const keys = {
  list: (contract: string, after?: string): Promise<Page<Key>> => answer(api.GET('/api/v1/contracts/{id}/card-keys', { params: { path: { id: contract }, query: { limit: 200, ...from(after) } } })),
  get: (id: string): Promise<KeyDetail> => answer(api.GET('/api/v1/card-keys/{id}', at(id))),
  add: (contract: string, body: NewKey): Promise<KeyDetail> => answer(api.POST('/api/v1/contracts/{id}/card-keys', { ...at(contract), body })),
  move: (id: string, body: NewKeyMovement): Promise<KeyDetail> => answer(api.POST('/api/v1/card-keys/{id}/movements', { ...at(id), body })),
  signature: (line: string): Promise<Blob> => answer(api.GET('/api/v1/card-key-movements/{id}/signature', { ...at(line), parseAs: 'blob' })),
  counts: (contract: string): Promise<KeyCount[]> => answer(api.GET('/api/v1/contracts/{id}/card-key-counts', at(contract))),
  count: (contract: string, body: NewKeyCount): Promise<KeyCount> => answer(api.POST('/api/v1/contracts/{id}/card-key-counts', { ...at(contract), body })),
}
