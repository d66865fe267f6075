import type { Ticket } from '@/api/types'
import { word } from '@/i18n'

import { merge } from './diff'

export interface Difference {
  name: 'title' | 'description' | 'case' | 'assignee' | 'state'
  /** How it was when we began. */
  before: string
  /** What we wanted; null where only the other side changed something. */
  mine: string | null
  now: string
  /** The other side changed this since we read it. */
  moved: boolean
  /** A text, of which the changed words can be shown and put together. */
  words: boolean
}

const COMPARED: [Difference['name'], (ticket: Ticket) => string][] = [
  ['title', (ticket) => ticket.title],
  ['description', (ticket) => ticket.description],
  ['case', (ticket) => ticket.case_name],
  ['assignee', (ticket) => ticket.assignee?.name ?? '–'],
  ['state', (ticket) => word('state', ticket.state)],
]

/** What we wanted to change and what somebody else changed in the meantime, field by field. `names` says what ids mean. */
export function differencesOf(values: Record<string, unknown>, read: Ticket, current: Ticket, names: Record<string, string> = {}): Difference[] {
  return COMPARED.flatMap(([name, say]): Difference[] => {
    const asked = values[name === 'assignee' ? 'person_id' : name]
    const wanted = typeof asked === 'string' ? (names[asked] ?? asked) : null
    const before = say(read)
    const now = say(current)
    const moved = before !== now
    const mine = wanted !== null && wanted !== before ? wanted : null
    return mine === null && !moved ? [] : [{ name, before, mine, now, moved, words: name === 'title' || name === 'description' }]
  })
}

export type Choice = 'mine' | 'theirs' | 'hand'

export interface Decision {
  choice: Choice
  /** What is written by hand. */
  text: string
}

/** What is proposed: both changes in one where they fit together, otherwise ours, which is what we came to save. */
export function propose(line: Difference): Decision {
  const mine = line.mine ?? line.now
  if (!line.moved || !line.words) return { choice: 'mine', text: mine }
  const both = merge(line.before, mine, line.now)
  return both === null ? { choice: 'mine', text: mine } : { choice: 'hand', text: both }
}

/** What is saved after every line was decided on. */
export function decided(values: Record<string, unknown>, lines: Difference[], decisions: Record<string, Decision>, current: Ticket): Record<string, unknown> {
  const result = { ...values }
  for (const line of lines) {
    const decision = decisions[line.name]
    if (!decision || line.mine === null || line.name === 'state') continue
    if (decision.choice === 'hand') result[line.name] = decision.text
    else if (decision.choice === 'theirs') result[line.name === 'assignee' ? 'person_id' : line.name] = line.name === 'assignee' ? current.assignee?.id : current[line.name]
  }
  // A text that we did not touch must not undo what the other side wrote there.
  for (const name of ['title', 'description'] as const) {
    const line = lines.find((one) => one.name === name)
    if (name in result && line !== undefined && line.mine === null) result[name] = current[name]
  }
  return result
}
