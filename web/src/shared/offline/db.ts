import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb'

import type { Checklist, FieldStep, SheetCard, Upload, WorkItem } from '@/api/field'
import type { InspectionStep, RunChecklist } from '@/api/fieldInspection'
import type { Occurrence, Run } from '@/api/inspection'
import type { Entry, Ticket } from '@/api/types'

import { upgrade } from './upgrade'

export const NAME = 'jianyue-field'
export const VERSION = 2

/** What things are done to on the phone, and what is done to each. */
interface Steps {
  ticket: FieldStep
  inspection: InspectionStep
}

export type About = keyof Steps
export type Step<A extends About = About> = Steps[A]

/** Something done on the phone that the server does not know yet. */
export interface Queued<A extends About> {
  /** Place in the order; given by the store. */
  seq: number
  /** Made here; the server does what bears it once. */
  id: string
  person: string
  about: A
  /** The ticket or the occurrence. */
  subject: string
  /** What people call it: the number of a ticket, the title of an occurrence. */
  name: string
  step: Step<A>
  /** Best known time at which it was done. */
  device_at: string
  /** What the clock of this phone said, right or wrong. */
  clock_at: string
  /** Files that must be at the server first. */
  files: string[]
  state: 'waiting' | 'conflict' | 'refused'
  problem: { code: string; detail: string } | null
  /** How it stood when this was done, to set beside how it stands now. */
  before: { state: string; assignee: string | null } | null
}

export type TicketOperation = Queued<'ticket'>
export type InspectionOperation = Queued<'inspection'>
export type Operation = TicketOperation | InspectionOperation

/** A picture or a signature, from the moment it was taken. */
export interface KeptFile extends Upload {
  person: string
  about: About
  subject: string
  kind: 'photo' | 'signature'
  /** What the server calls it (an attachment's id, a photo's digest), once it is there. */
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

export interface KeptInspection {
  id: string
  occurrence: Occurrence
  /** The run that is filled in or was filled in last. */
  run: Run | null
  at: string
  behind?: boolean
}

export interface KeptChecklist {
  /** Contract, rule and kind. */
  id: string
  contract: string
  checklist: RunChecklist
}

export interface Sent {
  id: string
  person: string
  about: About
  subject: string
  name: string
  does: Step['do']
  device_at: string
  sent_at: string
}

interface Meta {
  person: { id: string; name: string }
  work: { items: WorkItem[]; at: string }
  /** What comes round and is due, oneself's and nobody's. */
  rounds: { items: Occurrence[]; at: string }
  /** Prefixes of contracts by id. */
  prefixes: Record<string, string>
  /** When the checklists of a contract were read. */
  checklists_at: Record<string, number>
  /** Milliseconds by which the server's clock is ahead of this phone's. */
  skew: number
}

export interface Schema extends DBSchema {
  meta: { key: string; value: { key: string; value: unknown } }
  tickets: { key: string; value: KeptTicket }
  inspections: { key: string; value: KeptInspection }
  checklists: { key: string; value: KeptChecklist }
  operations: { key: number; value: Operation; indexes: { id: string } }
  files: { key: string; value: KeptFile }
  drafts: { key: string; value: { id: string; person: string; content: unknown; at: string } }
  sent: { key: string; value: Sent; indexes: { at: string } }
}

export type Store = IDBPDatabase<Schema>

export function openStore(name = NAME): Promise<Store> {
  return openDB<Schema>(name, VERSION, {
    upgrade: (db, from, _to, tx) => upgrade(db, from, tx),
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
