import type { Channel, Kind, NewTicket } from '@/api/types'
import { t } from '@/i18n'

/** What is filled in so far; flat, so that it is kept and restored in one piece. */
export interface Draft {
  contract: string
  work: string
  kind: Kind
  case: string
  service: string
  asset: string
  channel: Channel
  title: string
  description: string
  reporter: string
  phone: string
  unit: string
  /** The phone system's id of the call that it came by. */
  call: string
  /** The call in our own log that the ticket is linked with. */
  callId: string
  form: Record<string, string>
}

export const DRAFT_NAME = 'open-ticket'

export const EMPTY: Draft = {
  contract: '',
  work: '',
  kind: 'fault',
  case: '',
  service: '',
  asset: '',
  channel: 'phone',
  title: '',
  description: '',
  reporter: '',
  phone: '',
  unit: '',
  call: '',
  callId: '',
  form: {},
}

/** Fields of the client's paper form that some kinds cannot do without. */
export const FORM_FIELDS: Partial<Record<Kind, string[]>> = {
  permission_change: ['form_number', 'approved_by', 'accounts'],
  data_change: ['demand_number', 'approved_by', 'data_scope', 'purpose'],
}

/** Names of the fields that are still needed, in the order of the page. */
export function missing(draft: Draft): string[] {
  const needed: [string, string][] = [
    ['contract', draft.contract],
    ['work', draft.work],
    ['case', draft.case],
    ['title', draft.title],
    ['description', draft.description],
    ['reporter', draft.reporter],
    ...(FORM_FIELDS[draft.kind] ?? []).map((field): [string, string] => [`form.${field}`, draft.form[field] ?? '']),
  ]
  return needed.filter(([, value]) => value.trim() === '').map(([name]) => name)
}

/** The draft as the server wants it; only what the kind asks for goes along. */
export function newTicket(draft: Draft): NewTicket {
  const fields = FORM_FIELDS[draft.kind]
  return {
    kind: draft.kind,
    channel: draft.channel,
    case: draft.case,
    title: draft.title.trim(),
    description: draft.call === '' ? draft.description.trim() : `${draft.description.trim()}\n\n${t('pop.call', { call: draft.call })}`,
    reporter: {
      name: draft.reporter.trim(),
      ...(draft.phone.trim() ? { phone: draft.phone.trim() } : {}),
      ...(draft.unit.trim() ? { unit: draft.unit.trim() } : {}),
    },
    ...(draft.work ? { work: draft.work } : {}),
    ...(draft.service ? { service: draft.service } : {}),
    ...(draft.asset.trim() ? { asset: draft.asset.trim() } : {}),
    ...(fields ? { form: Object.fromEntries(fields.map((field) => [field, (draft.form[field] ?? '').trim()])) } : {}),
  }
}
