import { beforeEach, expect, it } from 'vitest'

import type { TicketRow } from '@/api/types'

import { changedSince, markSeen } from './seen'

const row = (id: string, updated_at: string) => ({ id, updated_at }) as TicketRow

beforeEach(() => localStorage.clear())

it('tells what went on since it was read, for each person', () => {
  markSeen('me', row('a', '2026-11-21T10:00:00Z'))
  markSeen('me', row('b', '2026-11-21T10:00:00Z'))
  const now = [row('a', '2026-11-21T10:00:00.000Z'), row('b', '2026-11-21T10:30:00Z'), row('never-read', '2026-11-21T11:00:00Z')]
  expect(changedSince('me', now).map((one) => one.id)).toEqual(['b'])
  expect(changedSince('other', now)).toEqual([])
  markSeen('me', row('b', '2026-11-21T10:30:00Z'))
  expect(changedSince('me', now)).toEqual([])
})
