import type { Ticket, TicketState } from '@/api/types'

import type { Operation, TicketOperation } from './db'

export interface Expected {
  state: TicketState
  /** Who holds it, by name; null when nobody. */
  assignee: string | null
  /** What may be done next, as the server calls it. */
  allowed: string[]
  /** Whether somebody has arrived in this cycle, at the server or here. */
  arrived: boolean
  /** Steps that the server does not know yet. */
  waiting: TicketOperation[]
}

/** What holding a ticket allows, for one that was taken without a network. */
const TAKEN = ['respond', 'replies', 'notes', 'check-in', 'restore', 'resolve', 'service-sheets', 'attachments']
const AFTER_SOLUTION = ['take', 'check-in', 'restore', 'resolve', 'work-around']

/** The ticket as it will stand when everything has arrived: what the server said last, with what was done since on top. */
export function expected(ticket: Ticket, operations: Operation[], name: string): Expected {
  const waiting = operations.filter((operation): operation is TicketOperation => operation.about === 'ticket' && operation.subject === ticket.id)
  const first: Expected = {
    state: ticket.state,
    assignee: ticket.assignee?.name ?? null,
    allowed: ticket.allowed_actions,
    arrived: ticket.clocks.some((clock) => clock.kind === 'arrive' && clock.cycle === ticket.cycle && clock.stopped_at !== null),
    waiting,
  }
  return waiting.filter((operation) => operation.state === 'waiting').reduce((so, { step }) => after(so, step.do, name), first)
}

function after(so: Expected, did: TicketOperation['step']['do'], name: string): Expected {
  switch (did) {
    case 'take':
      return { ...so, state: so.state === 'open' || so.state === 'assigned' ? 'working' : so.state, assignee: name, allowed: [...new Set([...so.allowed.filter((one) => one !== 'take'), ...TAKEN])] }
    case 'check-in':
      return { ...so, arrived: true }
    case 'restore':
      return { ...so, state: 'restored' }
    case 'resolve':
      return { ...so, state: 'resolved', allowed: so.allowed.filter((one) => !AFTER_SOLUTION.includes(one)) }
    default:
      return so
  }
}
