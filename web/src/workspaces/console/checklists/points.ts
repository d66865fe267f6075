import type { Checklist, ChecklistBody, Item, ItemKind, SheetKind, Signer } from '@/api/inspection'
import type { TextKey } from '@/i18n'

export const KINDS: ItemKind[] = ['reading', 'choice', 'yes_no', 'text', 'photo', 'automatic']
export const SHEETS: SheetKind[] = ['daily', 'weekly', 'plain']
export const SIGNERS: Signer[] = ['engineer', 'client']

export interface Choice {
  text: string
  bad: boolean
}

/** A point as it is written: numbers as text, choices with whether they are deviations. */
export interface Point {
  key: string
  title: string
  group: string
  work: string | null
  kind: ItemKind
  unit: string
  low: string
  high: string
  choices: Choice[]
  required: boolean
  photo: boolean
  probe: string
  repeat: string
}

export interface Draft {
  title: string
  sheet: SheetKind
  signatures: Signer[]
  machine: boolean
  points: Point[]
}

const typed = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value))

export function pointOf(item: Item): Point {
  return {
    key: item.key,
    title: item.title,
    group: item.group ?? '',
    work: item.work ?? null,
    kind: item.kind,
    unit: item.unit ?? '',
    low: typed(item.low),
    high: typed(item.high),
    choices: (item.choices ?? []).map((text) => ({ text, bad: (item.bad ?? []).includes(text) })),
    required: item.required ?? false,
    photo: item.photo_required ?? false,
    probe: item.probe_id ?? '',
    repeat: typed(item.repeat),
  }
}

export const measures = (kind: ItemKind): boolean => kind === 'reading' || kind === 'automatic'
export const repeats = (kind: ItemKind): boolean => kind !== 'photo' && kind !== 'automatic'

/** The point as it is sent: only what its kind has. */
export function itemOf(point: Point): Item {
  const { key, kind } = point
  const choices = point.choices.map((one) => ({ ...one, text: one.text.trim() })).filter((one) => one.text !== '')
  return {
    key,
    title: point.title.trim(),
    kind,
    required: point.required,
    photo_required: point.photo,
    ...(point.group.trim() === '' ? {} : { group: point.group.trim() }),
    ...(point.work === null ? {} : { work: point.work }),
    ...(measures(kind) && point.unit.trim() !== '' ? { unit: point.unit.trim() } : {}),
    ...(measures(kind) && point.low.trim() !== '' ? { low: Number(point.low) } : {}),
    ...(measures(kind) && point.high.trim() !== '' ? { high: Number(point.high) } : {}),
    ...(kind === 'choice' ? { choices: choices.map((one) => one.text), bad: choices.filter((one) => one.bad).map((one) => one.text) } : {}),
    ...(kind === 'automatic' && point.probe !== '' ? { probe_id: point.probe } : {}),
    ...(repeats(kind) && point.repeat.trim() !== '' ? { repeat: Number(point.repeat) } : {}),
  }
}

export function draftOf(checklist: Checklist | ChecklistBody): Draft {
  return { title: checklist.title, sheet: checklist.sheet, signatures: [...(checklist.signatures ?? [])], machine: checklist.made_by_machine ?? false, points: checklist.items.map(pointOf) }
}

export function bodyOf(draft: Draft): ChecklistBody {
  const { title, sheet, signatures, machine, points } = draft
  return { title: title.trim(), items: points.map(itemOf), signatures: SIGNERS.filter((one) => signatures.includes(one)), sheet, ...(machine ? { made_by_machine: true } : {}) }
}

/** A key that no point of the checklist has, nor had while it was written. */
export function freshKey(points: Point[]): string {
  const taken = new Set(points.map((point) => point.key))
  for (let n = points.length + 1; ; n += 1) if (!taken.has(`p.${n}`)) return `p.${n}`
}

export function emptyPoint(points: Point[], group: string): Point {
  return { key: freshKey(points), title: '', group, work: null, kind: 'yes_no', unit: '', low: '', high: '', choices: [], required: true, photo: false, probe: '', repeat: '' }
}

/** The list with the point at one place put to another. */
export function moved<T>(list: T[], from: number, to: number): T[] {
  if (from < 0 || from >= list.length || to < 0 || to >= list.length) return list
  const rest = list.filter((_, i) => i !== from)
  return [...rest.slice(0, to), list[from]!, ...rest.slice(to)]
}

const MOST = 20
const isNumber = (text: string): boolean => text.trim() === '' || Number.isFinite(Number(text))

/** What is still wrong with a point; the server asks for the same. */
export function faultsOf(point: Point): TextKey[] {
  const faults: TextKey[] = []
  if (point.title.trim() === '') faults.push('check.fault.title')
  if (measures(point.kind)) {
    if (!isNumber(point.low) || !isNumber(point.high)) faults.push('check.fault.number')
    else if (point.low.trim() !== '' && point.high.trim() !== '' && Number(point.low) > Number(point.high)) faults.push('check.fault.limits')
  }
  if (point.kind === 'choice') {
    const texts = point.choices.map((one) => one.text.trim()).filter((text) => text !== '')
    if (texts.length < 2 || texts.length > MOST || new Set(texts).size < texts.length) faults.push('check.fault.choices')
  }
  if (point.kind === 'automatic' && point.probe === '') faults.push('check.fault.probe')
  const times = Number(point.repeat)
  if (repeats(point.kind) && point.repeat.trim() !== '' && !(Number.isInteger(times) && times >= 2 && times <= MOST)) faults.push('check.fault.repeat')
  return faults
}

export interface Difference {
  added: string[]
  removed: string[]
  changed: string[]
}

/** What another version has that this one has not, and the other way round, by the titles of points. */
export function differenceOf(before: Item[], after: Item[]): Difference {
  const old = new Map(before.map((item) => [item.key, item]))
  const fresh = new Map(after.map((item) => [item.key, item]))
  const same = (one: Item, other: Item): boolean => JSON.stringify(itemOf(pointOf(one))) === JSON.stringify(itemOf(pointOf(other)))
  return {
    added: after.filter((item) => !old.has(item.key)).map((item) => item.title),
    removed: before.filter((item) => !fresh.has(item.key)).map((item) => item.title),
    changed: after.filter((item) => old.has(item.key) && !same(old.get(item.key)!, item)).map((item) => item.title),
  }
}
