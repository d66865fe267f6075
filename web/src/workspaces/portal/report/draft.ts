import type { Kind, NewTicket, Work } from '@/api/types'

/** What an official has filled in so far. Pictures are not part of it: they would stay on a shared computer. */
export interface Draft {
  contract: string
  kind: Kind
  /** `work|service`; the service may be empty. */
  place: string
  asset: string
  case: string
  title: string
  description: string
  reporter: string
  phone: string
  unit: string
  form: Record<string, string>
}

export const DRAFT_NAME = 'portal-report'

export const EMPTY: Draft = { contract: '', kind: 'fault', place: '', asset: '', case: '', title: '', description: '', reporter: '', phone: '', unit: '', form: {} }

/** Fields of the client's paper form that some kinds cannot do without. */
export const FORM_FIELDS: Partial<Record<Kind, string[]>> = {
  permission_change: ['form_number', 'approved_by', 'accounts'],
  data_change: ['demand_number', 'approved_by', 'data_scope', 'purpose'],
}

export function placeOf(work: string, service = ''): string {
  return `${work}|${service}`
}

export function partsOf(place: string): { work: string; service: string } {
  const [work = '', service = ''] = place.split('|')
  return { work, service }
}

/** The case that most requests of this kind are: what is no fault is the least severe one; a fault has to be judged. */
export function usualCase(kind: Kind, work: Work | null): string {
  const cases = work?.cases ?? []
  if (cases.length === 1) return cases[0]!.key
  if (kind === 'fault' || kind === 'complaint') return ''
  return cases.filter((one) => !one.vendor_duty).at(-1)?.key ?? ''
}

/** Names of the fields that are still needed, in the order of the page. */
export function missing(draft: Draft): string[] {
  const needed: [string, string][] = [
    ['contract', draft.contract],
    ['place', partsOf(draft.place).work],
    ['case', draft.case],
    ['title', draft.title],
    ...(FORM_FIELDS[draft.kind] ?? []).map((field): [string, string] => [`form.${field}`, draft.form[field] ?? '']),
    ['reporter', draft.reporter],
  ]
  return needed.filter(([, value]) => value.trim() === '').map(([name]) => name)
}

/** The draft as the server wants it; who says nothing more has said it in the title. */
export function newTicket(draft: Draft): NewTicket {
  const { work, service } = partsOf(draft.place)
  const fields = FORM_FIELDS[draft.kind]
  const title = draft.title.trim()
  return {
    kind: draft.kind,
    channel: 'web',
    case: draft.case,
    work,
    title,
    description: draft.description.trim() || title,
    reporter: {
      name: draft.reporter.trim(),
      ...(draft.phone.trim() ? { phone: draft.phone.trim() } : {}),
      ...(draft.unit.trim() ? { unit: draft.unit.trim() } : {}),
    },
    ...(service ? { service } : {}),
    ...(draft.asset.trim() ? { asset: draft.asset.trim() } : {}),
    ...(fields ? { form: Object.fromEntries(fields.map((field) => [field, (draft.form[field] ?? '').trim()])) } : {}),
  }
}
