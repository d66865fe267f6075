import type { Step, StepName } from '@/api/desk'
import type { Ticket } from '@/api/types'
import { locale, t, word } from '@/i18n'

import { bodyOf } from './actions'

/** Names of actions that a step calls otherwise. */
const STEP_OF: Record<string, StepName> = { replies: 'reply', notes: 'note', links: 'link', watchers: 'watch' }

const STEPS: string[] = ['take', 'resume', 'respond', 'reply', 'note', 'escalate', 'check-in', 'work-around', 'restore', 'resolve', 'accept', 'refuse', 'close', 'reopen', 'cancel', 'pause', 'urge', 'assign', 'severity', 'merge', 'link', 'watch', 'unwatch']

/** An action with what was filled in, as a step; null for what is no step (splitting, editing). */
export function stepOf(action: string, values: Record<string, unknown>): Step | null {
  const name = STEP_OF[action] ?? action
  return STEPS.includes(name) ? ({ do: name, ...bodyOf(values) } as Step) : null
}

/** The word for what a step does. */
export function sayStep(name: StepName): string {
  const action: Record<string, string> = { reply: t('composer.reply'), note: t('composer.note'), link: t('action.links'), watch: t('action.watchers'), unwatch: t('ticket.unwatch') }
  return action[name] ?? word('action', name)
}

/** What a step says besides what it does, for a preview. */
export function wordsOf(step: Step): string {
  return Object.entries(step)
    .filter(([name]) => name !== 'do')
    .map(([, value]) => value as unknown)
    .filter((value): value is string => typeof value === 'string' && !/^[0-9a-f-]{36}$/.test(value))
    .join(locale.value === 'zh' ? '；' : '; ')
}

/** "接单、公开回复" for a list of steps. */
export function saySteps(steps: Step[]): string {
  return steps.map((step) => sayStep(step.do)).join(locale.value === 'zh' ? '、' : ', ')
}

/** How an answer ends a ticket: closed, handed in for acceptance, or both where the hotline answered a question itself. */
export type Ending = 'close' | 'resolve' | 'answer'

/** What "send and close" does now, or nothing; but for questions whoever solved a ticket does not close it too. */
export function finishing(ticket: Ticket, hotline: boolean): Ending | null {
  const may = (name: string): boolean => ticket.allowed_actions.some((one) => one === name)
  if (!may('replies')) return null
  if (may('close')) return 'close'
  if (!may('resolve')) return null
  return hotline && ticket.kind === 'consultation' ? 'answer' : 'resolve'
}

/** `confirmed` says how the reporter agreed, where the one who answered closes. */
export function finishSteps(ending: Ending, text: string, confirmed = ''): Step[] {
  const reply: Step = { do: 'reply', text }
  const close: Step = { do: 'close', ...(confirmed === '' ? {} : { reason: confirmed }) }
  if (ending === 'close') return [reply, close]
  const solved: Step[] = [reply, { do: 'resolve', solution: text }]
  return ending === 'answer' ? [...solved, close] : solved
}

/** A ticket as it will be once the steps that are still held have been done. */
export function withHeld(ticket: Ticket, steps: Step[], me: { id: string; name: string } | null): Ticket {
  return steps.reduce((now, step) => after(now, step, me), ticket)
}

function after(ticket: Ticket, step: Step, me: { id: string; name: string } | null): Ticket {
  const without = (...names: string[]): Ticket['allowed_actions'] => ticket.allowed_actions.filter((one) => !names.includes(one))
  switch (step.do) {
    case 'take':
      return { ...ticket, assignee: me ?? ticket.assignee, state: ticket.state === 'restored' ? 'restored' : 'working', allowed_actions: without('take') }
    case 'resume':
      return { ...ticket, allowed_actions: without('resume') }
    case 'close':
      return { ...ticket, state: 'closed', allowed_actions: [] }
    case 'cancel':
      return { ...ticket, state: 'cancelled', allowed_actions: [] }
    case 'merge':
      return { ...ticket, state: 'merged', allowed_actions: [] }
    case 'unwatch':
      return { ...ticket, watchers: ticket.watchers.filter((one) => one.id !== step.person_id) }
    default:
      return ticket
  }
}

/** A step as the form of its action would have it. */
export function valuesOf(step: Step): Record<string, unknown> {
  return Object.fromEntries(Object.entries(step).filter(([name]) => name !== 'do'))
}
