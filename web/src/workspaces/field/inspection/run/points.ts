import type { Given, Item, Value } from '@/api/inspection'
import { deviates } from '@/shared/inspection/words'
import { isAnswered, mustAnswer, type Shown } from '@/shared/offline/expectedRun'

export type Answers = Record<string, Shown>

/** An answer as it is given, with what was there and what changes. What the point itself finds wrong is not marked by hand. */
export function changed(item: Item, before: Shown | undefined, change: Partial<Given>, at: string): Given {
  const { value = null, note = '', photos = [], deviation = false } = before ?? {}
  return { value, note: note === '' ? null : note, photos, deviation: deviation && !deviates(item, value), ...change, at }
}

/** One of several answers to the same point; nothing is said when none of them is. */
export function nth(times: number, before: Value | undefined, n: number, value: Value): Value {
  if (times === 1) return value
  const all = Array.from({ length: times }, (_, i) => (Array.isArray(before) ? (before[i] ?? null) : null))
  all[n] = Array.isArray(value) ? null : value
  return all.every((one) => one === null) ? null : all
}

export function valueAt(value: Value | undefined, n: number, times: number): Exclude<Value, unknown[]> {
  if (times === 1) return Array.isArray(value) ? null : (value ?? null)
  return Array.isArray(value) ? (value[n] ?? null) : null
}

/** What says that a point is as it should be; null where that has to be looked at or read, or tested again and again. */
export function good(item: Item): Value {
  if ((item.repeat ?? 1) > 1) return null
  if (item.kind === 'yes_no') return true
  if (item.kind !== 'choice' || (item.bad ?? []).length === 0) return null
  const fine = (item.choices ?? []).filter((choice) => !item.bad!.includes(choice))
  return fine.length === 1 ? fine[0]! : null
}

/** Points of a group that one tap may answer: those that nobody has answered. */
export function unlooked(items: Item[], answers: Answers): Item[] {
  return items.filter((item) => good(item) !== null && !answered(answers[item.key]))
}

/** Of answers by one tap, those that nobody has touched since. */
export function untouched(items: Item[], given: Record<string, Given>): string[] {
  return items.filter((item) => given[item.key]?.value === good(item) && !given[item.key]?.note && (given[item.key]?.photos ?? []).length === 0).map((item) => item.key)
}

function answered(answer: Shown | undefined): boolean {
  return answer !== undefined && answer.value !== null
}

/** What was typed as a number; undefined is none. Commas and full-width signs are read as what they stand for. */
export function readNumber(typed: string): number | null | undefined {
  const text = typed.trim().normalize('NFKC').replace(/[。]/g, '.').replace(/,(?=\d{3}(\D|$))/g, '')
  if (text === '') return null
  return /^-?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : undefined
}

/** How far a group is: of what must be answered, or of everything where nothing must. */
export function progress(items: Item[], answers: Answers): { done: number; all: number } {
  const must = items.filter(mustAnswer)
  const counted = must.length > 0 ? must : items
  return { done: counted.filter((item) => isAnswered(item, answers[item.key])).length, all: counted.length }
}
