import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb'

import type { Checklist, FieldStep, SheetCard, Upload, WorkItem } from '@/api/field'
import type { Entry, Ticket } from '@/api/types'

export const NAME = 'jianyue-field'

/** Something done on the phone that the server does not know yet. */
export interface Operation {
  /** Place in the order; given by the store. */
  seq: number
  /** Made here; the server does what bears it once. */
  id: string
  person: string
  ticket_id: string
  number: string
  step: FieldStep
  /** Best known time at which it was done. */
  device_at: string
  /** What the clock of this phone said, right or wrong. */
  clock_at: string
  /** Files that must be at the server first. */
  files: string[]
  state: 'waiting' | 'conflict' | 'refused'
  problem: { code: string; detail: string } | null
  /** How the ticket stood when it was done, to set beside how it stands now. */
  before: { state: string; assignee: string | null } | null
}

/** A picture or a signature, from the moment it was taken. */
export interface KeptFile extends Upload {
  person: string
  kind: 'photo' | 'signature'
  /** Its id at the server, once it is there. */
  attachment_id: string | null
}

export interface KeptTicket {
  id: string
  ticket: Ticket
  entries: Entry[]
  checklist: Checklist | null
  sheets: SheetCard[]
  /** When it was read. */
  at: string
  /** Something was sent since: entries and sheets are behind the ticket. */
  behind?: boolean
}

export interface Sent {
  id: string
  person: string
  number: string
  ticket_id: string
  does: FieldStep['do']
  device_at: string
  sent_at: string
}

interface Meta {
  person: { id: string; name: string }
  work: { items: WorkItem[]; at: string }
  /** Milliseconds by which the server's clock is ahead of this phone's. */
  skew: number
}

export interface Schema extends DBSchema {
  meta: { key: string; value: { key: string; value: unknown } }
  tickets: { key: string; value: KeptTicket }
  operations: { key: number; value: Operation; indexes: { id: string } }
  files: { key: string; value: KeptFile; indexes: { ticket: string } }
  drafts: { key: string; value: { id: string; person: string; content: unknown; at: string } }
  sent: { key: string; value: Sent; indexes: { at: string } }
}

export type Store = IDBPDatabase<Schema>

export function openStore(name = NAME): Promise<Store> {
  return openDB<Schema>(name, 1, {
    upgrade(db) {
      db.createObjectStore('meta', { keyPath: 'key' })
      db.createObjectStore('tickets', { keyPath: 'id' })
      db.createObjectStore('operations', { keyPath: 'seq', autoIncrement: true }).createIndex('id', 'id', { unique: true })
      db.createObjectStore('files', { keyPath: 'id' }).createIndex('ticket', 'ticket_id')
      db.createObjectStore('drafts', { keyPath: 'id' })
      db.createObjectStore('sent', { keyPath: 'id' }).createIndex('at', 'sent_at')
    },
    // Another tab wants to remove or renew the store.
    blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
  })
}

export function removeStore(name = NAME): Promise<void> {
  return deleteDB(name)
}

export async function readMeta<K extends keyof Meta>(db: Store, key: K): Promise<Meta[K] | null> {
  return ((await db.get('meta', key))?.value as Meta[K] | undefined) ?? null
}

export async function writeMeta<K extends keyof Meta>(db: Store, key: K, value: Meta[K]): Promise<void> {
  await db.put('meta', { key, value })
}
