import type { Expected } from '@/shared/offline/expected'

export type Button = 'take' | 'check-in' | 'respond' | 'reply' | 'note' | 'service-sheet' | 'restore' | 'resolve'

/** The buttons as the server calls what they do. */
const NEEDS: Record<Button, string> = { take: 'take', 'check-in': 'check-in', respond: 'respond', reply: 'replies', note: 'notes', 'service-sheet': 'service-sheets', restore: 'restore', resolve: 'resolve' }

/** What comes next, large and first, and what else may be done, in the order of a visit. */
export function buttonsFor(now: Expected, sheetHere: boolean, answered: boolean): { first: Button | null; others: Button[] } {
  const may = (button: Button): boolean => now.allowed.includes(NEEDS[button])
  const live = !['closed', 'cancelled', 'merged'].includes(now.state)
  const all = (['take', 'check-in', 'service-sheet', 'restore', 'resolve', answered ? 'reply' : 'respond', 'note'] as Button[]).filter((button) => may(button) && (live || button === 'note'))
  const passed = { 'check-in': now.arrived, 'service-sheet': sheetHere, restore: now.state === 'restored' } as Partial<Record<Button, boolean>>
  const first = (['take', 'check-in', 'service-sheet', 'restore', 'resolve'] as Button[]).find((button) => all.includes(button) && !passed[button]) ?? null
  // Whoever has not taken it yet takes it first; until then they can say something, no more.
  if (first === 'take') return { first, others: all.filter((button) => ['respond', 'reply', 'note'].includes(button)) }
  const solved = now.state === 'resolved'
  const shownFirst = solved ? null : first
  return { first: shownFirst, others: all.filter((button) => button !== shownFirst && !(passed[button] && button !== 'service-sheet')) }
}
