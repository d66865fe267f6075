import type { Item, Occurrence, OccurrenceKind, OccurrenceState, Value } from '@/api/inspection'
import { t } from '@/i18n'

export const STATES: OccurrenceState[] = ['planned', 'announced', 'running', 'done', 'done_late', 'missed', 'cancelled']
export const KINDS: OccurrenceKind[] = ['inspection', 'backup', 'backup_check', 'stock_count', 'duty']
/** Those that somebody still has to make. */
export const OPEN: OccurrenceState[] = ['planned', 'running', 'announced']

/** A shape for each state, so that none is told by its colour alone. */
export const SHAPES: Record<OccurrenceState, string> = { planned: '○', announced: '◇', running: '◐', done: '●', done_late: '◍', missed: '✕', cancelled: '－' }
export const TONES: Record<OccurrenceState, string> = { planned: '', announced: 'warn', running: 'run', done: 'good', done_late: 'warn', missed: 'bad', cancelled: '' }

/** Whether the reading of a point is outside of what is allowed, or its answer says so itself. */
export function deviates(item: Item, value: Value): boolean {
  if (Array.isArray(value)) return value.some((one) => deviates(item, one))
  if (item.kind === 'reading' || item.kind === 'automatic') return typeof value === 'number' && ((typeof item.low === 'number' && value < item.low) || (typeof item.high === 'number' && value > item.high))
  if (item.kind === 'choice') return typeof value === 'string' && (item.bad ?? []).includes(value)
  return item.kind === 'yes_no' && value === false
}

/** What is allowed: "不高于 90 %". */
export function limitsOf(item: Pick<Item, 'low' | 'high' | 'unit'>): string {
  const unit = item.unit ? ` ${item.unit}` : ''
  if (typeof item.low === 'number' && typeof item.high === 'number') return t('insp.between', { low: item.low, high: item.high, unit })
  if (typeof item.low === 'number') return t('insp.atLeast', { low: item.low, unit })
  return typeof item.high === 'number' ? t('insp.atMost', { high: item.high, unit }) : ''
}

/** A value as people read it. */
export function sayValue(item: Pick<Item, 'unit'>, value: Value | undefined): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map((one) => sayValue(item, one)).join('、')
  if (typeof value === 'boolean') return t(value ? 'insp.yes' : 'insp.no')
  return typeof value === 'number' && item.unit ? `${value} ${item.unit}` : String(value)
}

/** What was typed for a point as it is sent; undefined is no answer to it. */
export function readValue(item: Pick<Item, 'kind'>, typed: string): Value | undefined {
  const text = typed.trim()
  if (text === '') return null
  if (item.kind !== 'reading' && item.kind !== 'automatic') return text
  const number = Number(text.replaceAll('，', '').replaceAll(',', ''))
  if (Number.isFinite(number)) return number
  return item.kind === 'automatic' ? text : undefined
}

/** Points under what they stand under, in their order. */
export function groupsOf(items: Item[]): { title: string; items: Item[] }[] {
  const groups: { title: string; items: Item[] }[] = []
  for (const item of items) {
    const title = item.group ?? ''
    const last = groups[groups.length - 1]
    if (last?.title === title) last.items.push(item)
    else groups.push({ title, items: [item] })
  }
  return groups
}

/** The name of a point with what it stands under, as its ticket says it. */
export function nameOf(item: Item): string {
  return item.group ? `${item.group} ${item.title}` : item.title
}

/** The title of the ticket that a deviation became. */
export function ticketTitle(occurrence: Pick<Occurrence, 'title'>, item: Item): string {
  return `${occurrence.title}：${nameOf(item)}异常`
}

/** "11-22", or "11-23 至 11-29" where it may be made on several days. */
export function sayPeriod(one: Pick<Occurrence, 'from' | 'to'>): string {
  return one.from === one.to ? one.from : t('insp.fromTo', { from: one.from, to: one.to })
}
