/** Shapes of the HTTP API that the pages speak of. */

export type Kind = 'fault' | 'service_request' | 'consultation' | 'permission_change' | 'data_change' | 'complaint'
export type Channel = 'phone' | 'web' | 'email' | 'qq' | 'wechat' | 'on_site' | 'monitoring'
export type TicketState =
  | 'open'
  | 'assigned'
  | 'working'
  | 'paused'
  | 'restored'
  | 'resolved'
  | 'closed'
  | 'cancelled'
  | 'merged'
export type ClockKind = 'response' | 'escalate' | 'arrive' | 'restore' | 'resolve'
export type ClockState = 'running' | 'paused' | 'met' | 'breached' | 'not_applicable'
export type Visibility = 'public' | 'internal'

export interface Page<T> {
  items: T[]
  next: string | null
}

export interface PersonRef {
  id: string
  name: string
}

export interface Role {
  contract_id: string | null
  role: string
  works: string[]
}

export interface Permission {
  code: string
  contracts: 'all' | string[]
}

export interface Me {
  id: string
  account: string
  name: string
  locale: string
  roles: Role[]
  permissions: Permission[]
  must_change_password: boolean
  second_factor: boolean
}

export interface SignedIn {
  person: Me
  must_change_password: boolean
}

export interface Session {
  id: string
  created_at: string
  seen_at: string
  expires_at: string
  user_agent: string
  address: string
  current: boolean
}

export interface Person {
  id: string
  account: string
  name: string
  locale: string
  roles: Role[]
  active: boolean
  must_change_password: boolean
  second_factor: boolean
  created_at: string
}

export interface ContractSummary {
  id: string
  slug: string
  prefix: string
  title: string
  client: string
  vendors: string[]
  signed_on: string | null
  starts_on: string
  ends_on: string
  state: 'in_force' | 'not_yet' | 'expired'
  version: number
}

export interface ContractDetail extends ContractSummary {
  /** Every section of the text, as the contract format names them. */
  sections: Record<string, unknown>
  findings: Finding[]
}

export interface Target {
  kind: ClockKind
  text: string
  clause: string
  window: string
  assumed?: string | null
}

export interface SeverityCase {
  key: string
  name: string
  wording: string
  level: number
  targets: Target[]
}

export interface Work {
  key: string
  name: string
  cases: SeverityCase[]
  services: { key: string; name: string }[]
  systems: { key: string; name: string }[]
}

export interface Catalogue {
  works: Work[]
  kinds: { kind: Kind; name: string; form_required: boolean; form?: { name: string; clause: string } }[]
}

export interface Clock {
  kind: ClockKind
  cycle: number
  /** Level that an escalate clock bounds; 0 for the others. */
  level: number
  state: ClockState
  overdue: boolean
  started_at: string
  due_at: string | null
  warn50_at: string | null
  warn80_at: string | null
  stopped_at: string | null
  remaining_seconds: number | null
  budget_text: string
  window: string
  clause: string
  assumed: string | null
  pause_reason: string | null
  note: string | null
  provisional: boolean
}

export interface TicketRow {
  id: string
  number: string
  contract_id: string
  contract_prefix: string
  kind: Kind
  case: string
  case_name: string
  level: number
  title: string
  state: TicketState
  assignee: PersonRef | null
  reporter_name: string
  work: string | null
  service: string | null
  escalation_level: number
  cycle: number
  opened_at: string
  updated_at: string
  clocks: Clock[]
  next_due_at: string | null
  urged: number
  version: number
}

export interface Attachment {
  id: string
  name: string
  media_type: string
  size: number
  sha: string
  visibility: Visibility
  by: string
  at: string
}

export interface Reporter {
  name: string
  phone?: string | null
  unit?: string | null
}

export interface Ticket extends TicketRow {
  description: string
  channel: Channel
  reporter: Reporter
  form: Record<string, unknown> | null
  asset: string | null
  watchers: PersonRef[]
  links: { id: string; number: string; title: string; relation: string }[]
  attachments: Attachment[]
  allowed_actions: string[]
  contract_version: number
}

export interface Entry {
  id: string
  seq: number
  at: string
  kind: string
  by: { id: string; name: string; role: string } | null
  visibility: Visibility
  text: string | null
  data: Record<string, unknown> | null
}

export interface Segment {
  from: string
  to: string
  seconds: number
  counted: boolean
  why: string
  clause: string
  /** Lies ahead. */
  planned: boolean
}

export interface Explanation {
  clock: Clock
  lines: string[]
  segments: Segment[]
}

export interface NewTicket {
  kind: Kind
  channel: Channel
  case: string
  work?: string
  service?: string
  asset?: string
  title: string
  description: string
  reporter: Reporter
  form?: Record<string, string>
}

export interface Counts {
  mine: number
  unassigned: number
  breaching: number
  breached: number
  paused: number
  waiting_acceptance: number
  live: number
  by_state: Record<string, number>
}

export interface TicketQuery {
  contract?: string
  state?: string
  case?: string
  kind?: string
  assignee?: string
  q?: string
  due_before?: string
  /** `breaching` (four fifths of some time used, or worse) or `breached`. */
  alarm?: string
  work?: string
  sort?: string
  limit?: number
  after?: string
}

export interface Assignable {
  id: string
  name: string
  roles: string[]
}

export interface Finding {
  code: string
  severity: 'error' | 'warning' | 'note'
  message: string
  places: { clause: string; text: string }[]
  followed: string | null
}
