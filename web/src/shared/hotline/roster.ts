import type { NewShift, NewSpecialDays, Required, Shift, ShiftDuty, SpecialDays, SpecialKind } from '@/api/hotline'

import { addDays, dayOf, startOf, timeOf, weekdayOf } from './days'

export const DUTIES: ShiftDuty[] = ['phone', 'online', 'on_call_1', 'on_call_2', 'on_call_3', 'on_site']

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** How many colours people are told apart by, beside their names. */
const HUES = 9

/** The shifts of a duty that have a part in a day, by their beginning. */
export function shiftsOn(shifts: Shift[], duty: ShiftDuty, day: string): Shift[] {
  const from = startOf(day)
  const on = shifts.filter((shift) => shift.duty === duty && Date.parse(shift.from) < from + DAY_MS && Date.parse(shift.to) > from)
  return on.sort((a, b) => a.from.localeCompare(b.from))
}

/** Hours of a day in which somebody is there, each counted once. */
export function hoursOn(shifts: Shift[], duty: ShiftDuty, day: string): number {
  const from = startOf(day)
  let last = from
  let sum = 0
  for (const shift of shiftsOn(shifts, duty, day)) {
    const begin = Math.max(Date.parse(shift.from), last)
    const end = Math.min(Date.parse(shift.to), from + DAY_MS)
    if (end > begin) {
      sum += end - begin
      last = end
    }
  }
  return Math.round((sum / HOUR_MS) * 10) / 10
}

/** What is special about a day, each kind once. */
export function kindsOn(special: SpecialDays[], day: string): SpecialKind[] {
  return [...new Set(special.filter((one) => one.from <= day && day <= one.to).map((one) => one.kind))]
}

/** The kinds of special days for which the contract wants something staffed. */
export function kindsOf(required: Required[]): SpecialKind[] {
  return [...new Set(required.flatMap((one) => one.on ?? []))]
}

/** Hours and heads that the contract wants at a duty on a day of such `kinds`; null where it wants none. */
export function wantedOn(required: Required[], duty: ShiftDuty, kinds: SpecialKind[]): { hours: number; heads: number } | null {
  const holds = required.filter((one) => one.duty === duty && (one.on === null ? one.checked : kinds.includes(one.on)))
  return holds.length > 0 ? { hours: Math.max(...holds.map((one) => one.hours)), heads: Math.max(...holds.map((one) => one.heads)) } : null
}

/** "08:00–14:00", "20:00–次日 08:00"; `next` is the word for the day after. */
export function saySpan(from: string, to: string, next: string): string {
  const over = dayOf(Date.parse(to) - 1) > dayOf(Date.parse(from))
  const end = timeOf(to)
  if (over) return `${timeOf(from)}–${next} ${end}`
  return `${timeOf(from)}–${end === '00:00' ? '24:00' : end}`
}

/** A hue for each of the people of a roster, the same on all its days. */
export function huesOf(shifts: Shift[]): Map<string, number> {
  const people = [...new Set(shifts.map((shift) => shift.person.id))].sort()
  return new Map(people.map((id, i) => [id, ((i % HUES) * 360) / HUES + 15]))
}

/** The same shift some days later, or earlier. */
export function moved(shift: Pick<Shift, 'from' | 'to'>, days: number): { from: string; to: string } {
  const later = (at: string): string => new Date(Date.parse(at) + days * DAY_MS).toISOString()
  return { from: later(shift.from), to: later(shift.to) }
}

export interface ShiftForm {
  duty: ShiftDuty
  person: string
  day: string
  from: string
  to: string
  note: string
  repeats: boolean
  until: string
  weekdays: number[]
}

/** Beginning and end of what was typed; an end that is not after the beginning is on the day after. */
export function timesOf(form: Pick<ShiftForm, 'day' | 'from' | 'to'>): { from: string; to: string } {
  const last = form.to > form.from ? form.day : addDays(form.day, 1)
  return { from: new Date(`${form.day}T${form.from}:00+08:00`).toISOString(), to: new Date(`${last}T${form.to}:00+08:00`).toISOString() }
}

export function newShiftOf(form: ShiftForm): NewShift {
  return {
    duty: form.duty,
    person_id: form.person,
    ...timesOf(form),
    ...(form.note.trim() ? { note: form.note.trim() } : {}),
    ...(form.repeats ? { repeat: { until: form.until, weekdays: [...form.weekdays].sort() } } : {}),
  }
}

/** How many shifts a repetition makes; so many are said before they are made. */
export function repeatedOf(form: ShiftForm): number {
  if (!form.repeats) return 1
  let n = 0
  for (let day = form.day; day <= form.until && n <= 400; day = addDays(day, 1)) {
    if (form.weekdays.length === 0 || form.weekdays.includes(weekdayOf(day))) n += 1
  }
  return n
}

/** The next shift of the same duty: whoever has it takes over. */
export function nextOf(shift: Shift, shifts: Shift[]): Shift | null {
  const later = shifts.filter((one) => one.id !== shift.id && one.contract_id === shift.contract_id && one.duty === shift.duty && Date.parse(one.from) > Date.parse(shift.from))
  return later.sort((a, b) => a.from.localeCompare(b.from))[0] ?? null
}

export interface Handovers {
  /** My shifts of now and of the last day, for which a note can be left. */
  leaving: Shift[]
  /** What was left for me and nobody has taken over. */
  taking: Shift[]
}

/** What there is for me to hand over and to take over. */
export function handoversOf(shifts: Shift[], me: string, now: number): Handovers {
  const begun = shifts.filter((shift) => Date.parse(shift.from) <= now && Date.parse(shift.to) > now - DAY_MS)
  return {
    leaving: begun.filter((shift) => shift.person.id === me && (shift.handover === null || shift.handover.confirmed_at === null)),
    taking: shifts.filter((shift) => shift.handover !== null && shift.handover.confirmed_at === null && nextOf(shift, shifts)?.person.id === me),
  }
}

/** My shifts that are not over, the next first. */
export function comingOf(shifts: Shift[], me: string, now: number): Shift[] {
  return shifts.filter((shift) => shift.person.id === me && Date.parse(shift.to) > now).sort((a, b) => a.from.localeCompare(b.from))
}

export interface SpecialForm {
  kind: SpecialKind | ''
  from: string
  to: string
  opens: string
  closes: string
  reason: string
}

/** Whether what was typed can be sent: days in order, hours both or neither, and where it is known from. */
export function wholeSpecial(form: SpecialForm): boolean {
  const hours = form.opens === '' ? form.closes === '' : form.closes === '00:00' || form.opens < form.closes
  return form.kind !== '' && form.from !== '' && (form.to === '' || form.to >= form.from) && hours && form.reason.trim() !== ''
}

/** What is sent; midnight as the end is that of the same day. */
export function newSpecialOf(form: SpecialForm): NewSpecialDays {
  const hours = form.opens === '' ? {} : { opens: form.opens, closes: form.closes === '00:00' ? '24:00' : form.closes }
  return { kind: form.kind as SpecialKind, from: form.from, to: form.to || form.from, ...hours, reason: form.reason.trim() }
}

/** "2026-12-15", or "2026-12-15 – 12-16"; the year again only where it is another one. */
export function sayDays(from: string, to: string): string {
  if (from === to) return from
  return `${from} – ${from.slice(0, 4) === to.slice(0, 4) ? to.slice(5) : to}`
}
