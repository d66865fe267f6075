import * as desk from '@/api/desk'
import type { BulkResult, Step } from '@/api/desk'
import { asProblem } from '@/api/problem'
import * as tickets from '@/api/tickets'
import type { Entry, Ticket } from '@/api/types'

import type { Held, Outcome } from './held'

const TRIES = 4

/**
 * Sends what a page that died left behind. Nobody knows whether its request arrived, so the ticket is looked at first and
 * the request is bound to the version that was looked at: if the old one arrives in between, ours is refused and we look
 * again. Each step is done exactly once.
 */
export async function sendAgain(held: Held): Promise<Outcome> {
  const results: BulkResult[] = []
  let last: Ticket | undefined
  for (const id of held.tickets) {
    try {
      last = await once(id, held.steps, held.person)
      results.push({ id, number: last.number, ok: true })
    } catch (thrown) {
      const problem = asProblem(thrown)
      if (problem.status === 0 || held.tickets.length === 1) return { held, problem }
      results.push({ id, number: null, ok: false, code: problem.code, detail: problem.detail })
    }
  }
  return held.tickets.length === 1 && last ? { held, ticket: last } : { held, results }
}

async function once(id: string, steps: Step[], person: string): Promise<Ticket> {
  for (let tries = 1; ; tries += 1) {
    const now = await tickets.get(id)
    const entries = steps.some((step) => step.do === 'note') ? await entriesOf(id) : []
    if (steps.every((step) => isDone(step, now, entries, person))) return now
    try {
      return await desk.steps(id, steps, { version: now.version })
    } catch (thrown) {
      if (asProblem(thrown).status !== 412 || tries === TRIES) throw thrown
    }
  }
}

async function entriesOf(id: string): Promise<Entry[]> {
  const all: Entry[] = []
  for (let after: string | undefined; ; ) {
    const page = await tickets.timeline(id, after)
    all.push(...page.items)
    if (page.next === null) return all
    after = page.next
  }
}

/** Whether a step has been done already, as far as the ticket tells. */
export function isDone(step: Step, ticket: Ticket, entries: Entry[], person: string): boolean {
  switch (step.do) {
    case 'take':
      return ticket.assignee?.id === person
    case 'assign':
      return ticket.assignee?.id === step.person_id
    case 'note':
      return entries.some((entry) => entry.kind === 'noted' && entry.by?.id === person && entry.text === step.text)
    case 'resume':
      return ticket.state !== 'paused'
    case 'close':
      return ticket.state === 'closed'
    case 'cancel':
      return ticket.state === 'cancelled'
    case 'merge':
      return ticket.merged_into === step.into
    case 'link':
      return ticket.links.some((link) => link.id === step.other)
    case 'watch':
      return ticket.watchers.some((one) => one.id === step.person_id)
    case 'unwatch':
      return !ticket.watchers.some((one) => one.id === step.person_id)
    default:
      return false
  }
}
