import { inspectionCalls } from './fieldInspection'
import { problemFrom } from './problem'
import type { components } from './schema'
import type { Entry, Page, Ticket, TicketRow } from './types'

type Schemas = components['schemas']

/** Where a contract is served; without a position where nobody has measured it yet. Degrees, WGS 84. */
export type Site = Schemas['SiteCard']
export type WorkItem = Omit<Schemas['WorkItem'], 'ticket' | 'nearest'> & { ticket: TicketRow; nearest: Schemas['Nearest'] | null }
export type ChecklistItem = Schemas['ChecklistItem']
/** What a service sheet of a ticket asks for: `tests` repeated tests, 0 where none. */
export type Checklist = Schemas['Checklist']
export type SheetCard = Schemas['WrittenSheet']

export interface ChecklistAnswer {
  key: string
  text: string
  result: 'ok' | 'bad' | 'not_applicable'
  value?: string
  note?: string
}

export interface Part {
  name: string
  model?: string
  /** Its code in the store of spares, from which it is taken. */
  code?: string
  quantity: number
  unit: string
}

export interface Signed {
  name: string
  title?: string
  attachment_id: string
  device_at: string
}

export interface ServiceSheet {
  visit: string | null
  found: string
  done: string
  checklist: ChecklistAnswer[]
  parts: Part[]
  tests: { passed: boolean; note?: string }[]
  signed: Signed | null
  photos: string[]
  /** The sheet of the same ticket that this one corrects. */
  corrects?: string
}

export interface CheckInStep {
  do: 'check-in'
  latitude?: number
  longitude?: number
  accuracy?: number
  note?: string
}

/** One thing that is done to a ticket in the field. */
export type FieldStep =
  | { do: 'take' }
  | { do: 'respond' | 'reply' | 'note' | 'restore'; text: string }
  | CheckInStep
  | { do: 'resolve'; solution: string }
  | ({ do: 'service-sheet' } & ServiceSheet)

export interface SyncOperation {
  id: string
  device_at: string
  ticket_id: string
  step: FieldStep
}

export type SyncResult = Omit<Schemas['SyncResult'], 'ticket'> & { ticket?: Ticket | null }

/** A network that swallows requests, as in a lift, counts as none after so long; a picture may take its time. */
const PATIENCE_MS = 30_000
const UPLOAD_PATIENCE_MS = 180_000

export type Send = (request: Request) => Promise<Response>

/** A file on its way: `id` makes that it arrives once. */
export interface Upload {
  id: string
  name: string
  bytes: ArrayBuffer
  type: string
  taken_at: string
}

/**
 * What the phone asks the server. It is given its way to the server, because the service worker has one of its own and
 * works where there is no page.
 */
export function fieldCalls(send: Send, origin: string) {
  async function call<T>(method: string, path: string, body?: BodyInit, headers: Record<string, string> = {}, patience = PATIENCE_MS): Promise<T> {
    const signal = AbortSignal.timeout(patience)
    const answer = await send(new Request(`${origin}/api/v1${path}`, { method, headers, signal, ...(body === undefined ? {} : { body }) }))
    const said: unknown = await answer.json().catch(() => null)
    if (!answer.ok) throw problemFrom(answer.status, said, answer.headers.get('x-request-id'))
    return said as T
  }
  const json = { 'Content-Type': 'application/json' }

  return {
    me: () => call<{ id: string; name: string }>('GET', '/me'),
    work: (limit: number) => call<{ items: WorkItem[] }>('GET', `/me/work?limit=${limit}`),
    ticket: (id: string) => call<Ticket>('GET', `/tickets/${id}`),
    checklist: (id: string) => call<Checklist>('GET', `/tickets/${id}/checklist`),
    sheets: (id: string) => call<SheetCard[]>('GET', `/tickets/${id}/service-sheets`),
    timeline: (id: string) => call<Page<Entry>>('GET', `/tickets/${id}/timeline?limit=100`),
    sync(operations: SyncOperation[]) {
      const body: Schemas['SyncRequest'] = { operations }
      return call<{ results: SyncResult[] }>('POST', '/sync', JSON.stringify(body), json)
    },
    async upload(ticket: string, file: Upload): Promise<string> {
      const form = new FormData()
      form.append('file', new File([file.bytes], file.name, { type: file.type }))
      const headers = { 'Idempotency-Key': file.id, 'X-Device-Time': file.taken_at }
      const { id } = await call<{ id: string }>('POST', `/tickets/${ticket}/attachments`, form, headers, UPLOAD_PATIENCE_MS)
      return id
    },
    ...inspectionCalls(call, UPLOAD_PATIENCE_MS),
  }
}

export type FieldCalls = ReturnType<typeof fieldCalls>
