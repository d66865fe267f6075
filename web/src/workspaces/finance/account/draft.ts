import type { EntryBody, EntryKind } from '@/api/billing'

/** What can be told by a form, in its order; other kinds are told by their own buttons. */
export const FORMS = ['payment', 'happened', 'breach', 'breach_ended', 'bond', 'fiscal_delay', 'demand', 'quantity'] as const
export type FormKind = (typeof FORMS)[number]

/** The permission that each needs. */
export const NEEDS: Record<FormKind, string> = {
  payment: 'billing.pay',
  happened: 'billing.record',
  breach: 'billing.record',
  breach_ended: 'billing.record',
  bond: 'billing.pay',
  fiscal_delay: 'billing.pay',
  demand: 'billing.record',
  quantity: 'billing.record',
}

export interface Draft {
  kind: FormKind
  of: string
  fact: string
  on: string
  until: string
  amount: string
  voucher: string
  evidence: string
  rule: string
  count: number
  measured: string
  cause: string
  text: string
  breach: string
  form: 'transfer' | 'guarantee'
  validUntil: string
  id: string
  title: string
  heads: number
  hours: string
  price: string
  endedOn: string
  signedOn: string
}

export function emptyDraft(kind: FormKind, on: string): Draft {
  return { kind, of: '', fact: 'invoice_received', on, until: '', amount: '', voucher: '', evidence: '', rule: '', count: 1, measured: '', cause: '', text: '', breach: '', form: 'transfer', validUntil: '', id: '', title: '', heads: 1, hours: '', price: '', endedOn: '', signedOn: '' }
}

const given = <K extends string>(key: K, value: string): { [key in K]?: string } => (value.trim() === '' ? {} : ({ [key]: value.trim() } as { [key in K]: string }))

/** The entry that a form says. */
export function entryOf(draft: Draft): EntryBody {
  const { kind, on, evidence } = draft
  const of = given('for', draft.of)
  const bodies: Record<FormKind, () => object> = {
    payment: () => ({ kind, ...of, on, amount: draft.amount.trim(), voucher: draft.voucher.trim() }),
    happened: () => ({ kind, fact: draft.fact, ...of, on, evidence }),
    breach: () => ({ kind, rule: draft.rule, on, count: draft.count, ...given('measured', draft.measured), ...given('cause', draft.cause), text: draft.text.trim(), evidence }),
    breach_ended: () => ({ kind, breach: draft.breach, on }),
    bond: () => ({ kind, on, amount: draft.amount.trim(), form: draft.form, ...(draft.form === 'guarantee' ? given('valid_until', draft.validUntil) : {}), evidence }),
    fiscal_delay: () => ({ kind, ...of, from: on, ...given('until', draft.until), evidence }),
    demand: () => ({ kind, for: draft.of, on }),
    quantity: () => ({ kind, id: draft.id.trim(), title: draft.title.trim(), heads: draft.heads, hours: draft.hours.trim(), price: draft.price.trim(), ...given('ended_on', draft.endedOn), ...given('signed_on', draft.signedOn), evidence }),
  }
  return bodies[kind]() as EntryBody
}

/** Whether everything that its form must have is there. */
export function isComplete(draft: Draft): boolean {
  const must: Record<FormKind, string[]> = {
    payment: [draft.of, draft.on, draft.amount, draft.voucher],
    happened: [draft.fact, draft.on],
    breach: [draft.rule, draft.on, draft.text],
    breach_ended: [draft.breach, draft.on],
    bond: [draft.on, draft.amount, draft.form === 'guarantee' ? draft.validUntil : '-'],
    fiscal_delay: [draft.on],
    demand: [draft.of, draft.on],
    quantity: [draft.id, draft.title, draft.hours, draft.price],
  }
  return must[draft.kind].every((value) => value.trim() !== '')
}

/** Whether an entry may be withdrawn: payments, decisions and withdrawals stay. */
export function isWithdrawable(kind: EntryKind): boolean {
  return !['payment', 'decision', 'withdrawal'].includes(kind)
}
