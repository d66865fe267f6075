import { describe, expect, test } from 'vitest'

import type { WorkItem } from '@/api/field'
import type { Expected } from '@/shared/offline/expected'

import { inOrder } from '../today/order'
import { buttonsFor } from './next'

function stands(change: Partial<Expected>): Expected {
  return { state: 'working', assignee: '王工', allowed: ['respond', 'replies', 'notes', 'check-in', 'restore', 'resolve', 'service-sheets'], arrived: false, waiting: [], ...change }
}

describe('the large button', () => {
  test('leads through a visit', () => {
    expect(buttonsFor(stands({ state: 'open', allowed: ['take', 'notes'] }), false, false).first).toBe('take')
    expect(buttonsFor(stands({}), false, false).first).toBe('check-in')
    expect(buttonsFor(stands({ arrived: true }), false, true).first).toBe('service-sheet')
    expect(buttonsFor(stands({ arrived: true }), true, true).first).toBe('restore')
    expect(buttonsFor(stands({ arrived: true, state: 'restored' }), true, true).first).toBe('resolve')
    expect(buttonsFor(stands({ arrived: true, state: 'resolved', allowed: ['replies', 'notes', 'service-sheets'] }), true, true).first).toBe(null)
  })

  test('is the only work before a ticket is taken', () => {
    expect(buttonsFor(stands({ state: 'open', allowed: ['take', 'respond', 'notes', 'restore', 'resolve', 'service-sheets'] }), false, false)).toEqual({ first: 'take', others: ['respond', 'note'] })
  })

  test('leaves the others at hand, without what was done', () => {
    expect(buttonsFor(stands({ arrived: true }), true, true).others).toEqual(['service-sheet', 'resolve', 'reply', 'note'])
    expect(buttonsFor(stands({ state: 'closed', allowed: ['replies', 'notes', 'attachments'] }), true, true)).toEqual({ first: null, others: ['note'] })
  })
})

test('work is listed by deadline, then by distance, what has none last', () => {
  const item = (number: string, due_at: string | null) => ({ ticket: { number }, mine: true, nearest: due_at ? { kind: 'arrive', due_at } : null }) as WorkItem
  const items = [item('none', null), item('late', '2026-11-21T12:00:00Z'), item('far', '2026-11-21T09:00:00Z'), item('near', '2026-11-21T09:00:00Z')]
  const metres = (one: WorkItem) => ({ far: 9_000, near: 100 })[one.ticket.number as string] ?? null
  expect(inOrder(items, metres).map((one) => one.ticket.number)).toEqual(['near', 'far', 'late', 'none'])
})
