import type { Clock, Ticket, TicketAction } from '@/api/types'
import type { TextKey } from '@/i18n'

export type Control = 'text' | 'area' | 'rate' | 'place' | 'person' | 'case' | 'ticket' | 'relation'

export interface ActionField {
  name: string
  says: TextKey
  control: Control
  needed: boolean
  hint?: TextKey
}

export interface Action {
  /** Name in `allowed_actions` and in the address; editing is the one that is no address of its own. */
  name: TicketAction | 'edit'
  says: TextKey
  lead?: TextKey
  fields: ActionField[]
  key: string
  /** The server wants to know which version was read. */
  versioned?: boolean
  danger?: boolean
}

const reason: ActionField = { name: 'reason', says: 'field.reason', control: 'area', needed: true }
const text: ActionField = { name: 'text', says: 'field.text', control: 'area', needed: true }

/** Everything that can be done to a ticket besides writing to its timeline, in the order of the menu. */
export const ACTIONS: Action[] = [
  { name: 'take', says: 'action.take', fields: [], key: 'a' },
  { name: 'check-in', says: 'action.check-in', lead: 'actionLead.check-in', key: 'd', fields: [{ name: 'place', says: 'field.place', control: 'place', needed: false }, { name: 'note', says: 'field.note', control: 'area', needed: false }] },
  { name: 'work-around', says: 'action.work-around', lead: 'actionLead.work-around', fields: [text], key: 'w' },
  { name: 'restore', says: 'action.restore', lead: 'actionLead.restore', fields: [text], key: 'h' },
  { name: 'resolve', says: 'action.resolve', lead: 'actionLead.resolve', fields: [{ name: 'solution', says: 'field.solution', control: 'area', needed: true }], key: 's' },
  { name: 'accept', says: 'action.accept', key: 'y', fields: [{ name: 'satisfaction', says: 'field.satisfaction', control: 'rate', needed: true }, { name: 'comment', says: 'field.comment', control: 'area', needed: false }] },
  { name: 'refuse', says: 'action.refuse', fields: [reason], key: 'f' },
  { name: 'escalate', says: 'action.escalate', lead: 'actionLead.escalate', fields: [reason], key: 'e' },
  { name: 'urge', says: 'action.urge', lead: 'actionLead.urge', fields: [{ ...text, needed: false }], key: 'u' },
  {
    name: 'pause',
    says: 'action.pause',
    lead: 'actionLead.pause',
    key: 'p',
    fields: [
      reason,
      { name: 'evidence', says: 'field.evidence', control: 'text', needed: true, hint: 'field.evidenceHint' },
      { name: 'agreed_by', says: 'field.agreed_by', control: 'text', needed: true, hint: 'field.agreedHint' },
    ],
  },
  { name: 'resume', says: 'action.resume', fields: [], key: 'l' },
  { name: 'assign', says: 'action.assign', fields: [{ name: 'person_id', says: 'field.person_id', control: 'person', needed: true }], key: 'g', versioned: true },
  { name: 'severity', says: 'action.severity', lead: 'actionLead.severity', fields: [{ name: 'case', says: 'field.case', control: 'case', needed: true }, reason], key: 'v', versioned: true },
  { name: 'reopen', says: 'action.reopen', lead: 'actionLead.reopen', fields: [reason], key: 'o' },
  { name: 'close', says: 'action.close', lead: 'actionLead.close', fields: [{ ...reason, needed: false }], key: 'q' },
  { name: 'links', says: 'action.links', fields: [{ name: 'other', says: 'field.other', control: 'ticket', needed: true }, { name: 'relation', says: 'field.relation', control: 'relation', needed: true }], key: 'L' },
  { name: 'watchers', says: 'action.watchers', fields: [{ name: 'person_id', says: 'field.watcher', control: 'person', needed: true }], key: 'W' },
  {
    name: 'split',
    says: 'action.split',
    lead: 'actionLead.split',
    key: 'S',
    fields: [
      { name: 'title', says: 'field.splitTitle', control: 'text', needed: true },
      { name: 'description', says: 'field.description', control: 'area', needed: false },
    ],
  },
  { name: 'merge', says: 'action.merge', lead: 'actionLead.merge', fields: [{ name: 'into', says: 'field.into', control: 'ticket', needed: true }], key: 'M' },
  { name: 'cancel', says: 'action.cancel', lead: 'actionLead.cancel', fields: [reason], key: 'C', danger: true },
]

/** Changing title and description is an edit, not a step of the ticket's life, but is asked for in the same way. */
export const EDIT: Action = {
  name: 'edit',
  says: 'action.edit',
  key: 'E',
  versioned: true,
  fields: [
    { name: 'title', says: 'field.title', control: 'text', needed: true },
    { name: 'description', says: 'field.description', control: 'area', needed: true },
  ],
}

/** What this person may do now, in the order of the menu. */
export function allowed(ticket: Ticket): Action[] {
  return ACTIONS.filter((action) => may(ticket, action.name))
}

export function may(ticket: Ticket, name: string): boolean {
  return ticket.allowed_actions.some((one) => one === name)
}

export function mayReply(ticket: Ticket): boolean {
  return may(ticket, 'replies')
}

export function mayNote(ticket: Ticket): boolean {
  return may(ticket, 'notes')
}

/** The one thing to do next: what stops the clock that matters now, or what ends the state that the ticket is in. */
export function primaryOf(ticket: Ticket): string | null {
  const wishes: string[] = [
    ...(ticket.state === 'open' || ticket.state === 'assigned' ? ['take'] : []),
    'resume',
    ...(runs(ticket, 'response') ? ['respond'] : []),
    ...(runs(ticket, 'restore') ? ['restore'] : []),
    'accept',
    'resolve',
  ]
  return wishes.find((name) => may(ticket, name)) ?? null
}

function runs(ticket: Ticket, kind: Clock['kind']): boolean {
  return ticket.clocks.some((clock) => clock.kind === kind && clock.stopped_at === null && clock.state !== 'not_applicable')
}

/** Sent as the server wants it: a position becomes three numbers, what was left empty is left out. */
export function bodyOf(values: Record<string, unknown>): Record<string, unknown> {
  const { place, ...rest } = values
  const said = Object.entries(rest).filter(([, value]) => value !== '' && value !== null && value !== undefined)
  return { ...Object.fromEntries(said), ...(typeof place === 'object' ? place : {}) }
}

const note: Action = { name: 'notes', says: 'composer.note', key: 'i', fields: [text] }
const reply: Action = { name: 'replies', says: 'composer.reply', key: 'r', fields: [text] }

/** What can be done to many tickets at once, under the keys that it has for one. */
export const BULK: Action[] = [...pick('take', 'assign', 'escalate'), note, reply, ...pick('close', 'merge')]

function pick(...names: string[]): Action[] {
  return names.flatMap((name) => ACTIONS.filter((action) => action.name === name))
}

/** Name of the draft of what is typed for many tickets. */
export function bulkDraft(action: string): string {
  return `act.many.${action}`
}
