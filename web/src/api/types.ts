/**
 * What the pages speak of, taken from the types that are generated from the server's OpenAPI document.
 *
 * The server writes every member of what it sends, absent ones as null; its document marks those as optional.
 * `Sent` says so, so that pages have one kind of nothing to think of.
 */

import type { components, operations, paths } from './schema'

type Schemas = components['schemas']

export type Sent<T> = { [K in keyof T]-?: Exclude<T[K], undefined> }

export interface Page<T> {
  items: T[]
  next: string | null
}

export type Kind = Schemas['Kind']
export type Channel = Schemas['Channel']
export type TicketState = Schemas['State']
export type ClockState = Schemas['ClockStatus']
export type Visibility = Schemas['Visibility']
/** The schema leaves the kind of a clock open; these are the ones that contracts know. */
export type ClockKind = 'response' | 'escalate' | 'arrive' | 'restore' | 'resolve'

export type Me = Schemas['Me']
export type SignedIn = Schemas['SignedIn']
export type Session = Schemas['SessionView']
export type Person = Schemas['PersonView']
export type Role = Schemas['RoleOn']
export type AuditEntry = Schemas['AuditEntry']
export type AuditQuery = NonNullable<operations['audit_search']['parameters']['query']>
export type ChainReport = Schemas['ChainReport']
export type CalendarYears = Schemas['CalendarView']
export type CalendarYear = Schemas['CalendarYearView']
export type CalendarLoaded = Schemas['CalendarLoadResponse']
export type Assignable = Schemas['AssignableView']

export type ContractSummary = Schemas['ContractRow']
export type Work = Schemas['CatalogueWorkView']
export type SeverityCase = Schemas['CatalogueCaseView']
export type Catalogue = Schemas['CatalogueView']

/** A contradiction or reading that the check of a contract found; the document leaves its shape open. */
export interface Finding {
  code: string
  severity: 'error' | 'warning' | 'note'
  message: string
  places: { clause: string; text: string | null }[]
  followed: string | null
}

export type ContractDetail = ContractSummary & {
  /** Every section of the text, as the contract format names them. */
  sections: Record<string, unknown>
  findings: Finding[]
}

export type Clock = Omit<Sent<Schemas['ClockView']>, 'kind'> & { kind: ClockKind }
export type TicketRow = Omit<Sent<Schemas['TicketRow']>, 'clocks'> & { clocks: Clock[] }
type TicketMore = Omit<Schemas['ShownTicket'], keyof Schemas['TicketRow'] | 'form'>
export type Ticket = TicketRow & { [K in keyof TicketMore]-?: Exclude<TicketMore[K], undefined> } & { form: Record<string, unknown> | null }
export type Attachment = Schemas['AttachmentCard']
export type Entry = Omit<Sent<Schemas['Entry']>, 'data'> & { data: Record<string, unknown> | null }
export type Segment = Schemas['ExplainedSegment']
export type Explanation = Omit<Schemas['Explained'], 'clock'> & { clock: Clock }
export type NewTicket = Omit<Schemas['NewTicket'], 'form'> & { form?: Record<string, string> }
export type Counts = Schemas['Counts']
export type TicketQuery = NonNullable<operations['ticket_list']['parameters']['query']>

type AfterTicket<P> = P extends `/api/v1/tickets/{id}/${infer Name}` ? (Name extends `${string}/${string}` ? never : Name) : never

/** Everything that can be posted to a ticket: a step of its life is only known here if the server knows it. */
export type TicketAction = Exclude<AfterTicket<keyof paths>, 'timeline' | 'attachments'>
