import type { Entry, Ticket } from '@/api/types'

export type StepName = 'reported' | 'taken' | 'answered' | 'arrived' | 'restored' | 'resolved' | 'accepted' | 'ended'

export interface Step {
  name: StepName
  state: 'done' | 'now' | 'todo'
  /** When it was done; a step that was passed over has none. */
  at: string | null
  by: string | null
}

const DONE_BY: Partial<Record<Entry['kind'], StepName>> = {
  opened: 'reported',
  taken: 'taken',
  assigned: 'taken',
  arrived: 'arrived',
  worked_around: 'restored',
  restored: 'restored',
  resolved: 'resolved',
  accepted: 'accepted',
  closed: 'accepted',
  cancelled: 'ended',
  merged: 'ended',
}

type Marks = Map<StepName, { at: string; by: string | null }>

/** Where a request stands, as the steps that everybody understands; a reopening begins them anew. */
export function progressOf(ticket: Pick<Ticket, 'state' | 'clocks' | 'cycle'>, entries: Entry[]): Step[] {
  const marks: Marks = new Map()
  for (const entry of entries) mark(marks, entry)
  const ended = ticket.state === 'cancelled' || ticket.state === 'merged'
  const names = stepsOf(ticket, marks).filter((name) => !ended || (marks.has(name) && name !== 'accepted'))
  const last = names.reduce((most, name, i) => (marks.has(name) ? i : most), 0)
  return names.map((name, i) => ({ name, state: i <= last ? 'done' : i === last + 1 ? 'now' : 'todo', at: marks.get(name)?.at ?? null, by: marks.get(name)?.by ?? null }))
}

function mark(marks: Marks, entry: Entry): void {
  if (entry.kind === 'reopened') marks.forEach((_, name) => name !== 'reported' && marks.delete(name))
  if (entry.kind === 'refused') ['resolved', 'restored'].forEach((name) => marks.delete(name as StepName))
  const name = entry.kind === 'replied' ? (entry.data?.response === true ? 'answered' : undefined) : DONE_BY[entry.kind]
  // The first answer counts, and the last solution.
  if (name && (!marks.has(name) || name === 'resolved')) marks.set(name, { at: entry.at, by: entry.by?.name ?? null })
}

function stepsOf(ticket: Pick<Ticket, 'state' | 'clocks' | 'cycle'>, marks: Marks): StepName[] {
  const promised = (kind: string) => ticket.clocks.some((clock) => clock.kind === kind && clock.cycle === ticket.cycle && clock.state !== 'not_applicable')
  const names: StepName[] = ['reported', 'taken', 'answered']
  if (marks.has('arrived')) names.push('arrived')
  if (promised('restore') || marks.has('restored')) names.push('restored')
  names.push('resolved', 'accepted')
  if (ticket.state === 'cancelled' || ticket.state === 'merged') names.push('ended')
  return names
}
