import type { Answer, Answers, FormDefinition, ServiceField, ServiceKind, ServiceState, ServiceSummary } from '@/api/catalogue'
import { t, type TextKey } from '@/i18n'

export const STATES: ServiceState[] = ['draft', 'submitted', 'approved', 'working', 'done', 'finished', 'accepted', 'refused', 'cancelled']
export const OPEN_STATES: ServiceState[] = ['draft', 'submitted', 'approved', 'working', 'done', 'finished']
export const KINDS: ServiceKind[] = ['permission', 'data_change', 'data_correction', 'data_export', 'exchange', 'parameter', 'requirement', 'purchase', 'important', 'consultation', 'support']

const TONES: Record<ServiceState, string> = { draft: '', submitted: 'warn', approved: 'run', working: 'run', done: 'warn', finished: 'warn', accepted: 'good', refused: 'bad', cancelled: '' }

export const toneOf = (state: ServiceState): string => TONES[state]

/** What a request waits for, in a sentence. */
export function sayWaits(one: ServiceSummary & { form?: FormDefinition; decision?: string | null; entries?: { what: string; text: string | null }[] }): string {
  if (one.state === 'submitted' && one.form?.effort && !one.effort) return t('svc.waits.estimate')
  const why = one.state === 'cancelled' ? (one.entries?.findLast((entry) => entry.what === 'cancelled')?.text ?? '') : (one.decision ?? '')
  return t(`svc.waits.${one.state}`, { who: one.executor ?? '', why })
}

/** An empty answer for each field, over those that there are. */
export function answersFor(form: FormDefinition, given: Answers = {}): Answers {
  const empty = (field: ServiceField): Answer => (field.kind === 'rows' ? [{}] : field.kind === 'yes_no' ? false : '')
  return Object.fromEntries(form.fields.map((field) => [field.key, structuredCloneOf(given[field.key]) ?? empty(field)]))
}

/** What is sent: nothing that is empty; yes or no always is an answer. */
export function answersOf(form: FormDefinition, filled: Answers): Answers {
  const said = form.fields.flatMap((field): [string, Answer][] => {
    const value = filled[field.key]
    if (typeof value === 'boolean') return [[field.key, value]]
    if (typeof value === 'number') return [[field.key, String(value)]]
    if (typeof value === 'string') return value.trim() === '' ? [] : [[field.key, value]]
    const rows = (value ?? []).map((row) => Object.fromEntries(Object.entries(row).filter(([, cell]) => cell.trim() !== ''))).filter((row) => Object.keys(row).length > 0)
    return rows.length === 0 ? [] : [[field.key, rows]]
  })
  return Object.fromEntries(said)
}

function structuredCloneOf(value: Answer | undefined): Answer | undefined {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as Answer)
}

export function sayAnswer(value: Answer | undefined): string {
  if (value === undefined) return '–'
  if (typeof value === 'boolean') return t(value ? 'svc.yes' : 'svc.no')
  return typeof value === 'string' ? value : ''
}

export const sayEntry = (what: string): string => t(`svc.entry.${what}` as TextKey)

/** Lines of a box as names of papers, all of them required. */
export function papersOf(text: string): { name: string; required: boolean }[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '').map((name) => ({ name, required: true }))
}

/** `姓名*、科室` as columns; a known one keeps its key, a new one is given the next. */
export function columnsOf(text: string, before: { key: string; title: string; required: boolean }[]): { key: string; title: string; required: boolean }[] {
  const titles = text.split(/[、,，]/).map((one) => one.trim()).filter((one) => one !== '')
  return titles.map((one, n) => {
    const required = one.endsWith('*')
    const title = one.replace(/\*+$/, '').trim()
    return { key: before.find((column) => column.title === title)?.key ?? `c${before.length + n + 1}`, title, required }
  })
}

export const choicesOf = (text: string): string[] => text.split(/[、,，]/).map((one) => one.trim()).filter((one) => one !== '')

/** A key that no field of the form has. */
export function freeKey(fields: { key: string }[]): string {
  for (let n = fields.length + 1; ; n += 1) {
    if (!fields.some((field) => field.key === `f${n}`)) return `f${n}`
  }
}
