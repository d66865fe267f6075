// @vitest-environment node
import { describe, expect, test } from 'vitest'

import type { FieldStep } from '@/api/field'
import { aTicket } from '@/shared/examples'

import type { Operation } from './db'
import { expected } from './expected'
import { metresBetween } from './place'

function after(...steps: FieldStep[]): Operation[] {
  return steps.map((step, seq) => ({ seq, id: String(seq), person: 'me', about: 'ticket', subject: aTicket().id, name: '', step, device_at: '', clock_at: '', files: [], state: 'waiting', problem: null, before: null }))
}

describe('a ticket with what was done here on top', () => {
  test('is taken, worked and solved before the server knows', () => {
    const ticket = { ...aTicket(), state: 'open' as const, assignee: null, allowed_actions: ['take', 'notes'] }
    const taken = expected(ticket, after({ do: 'take' }), '王工')
    expect(taken).toMatchObject({ state: 'working', assignee: '王工' })
    expect(taken.allowed).not.toContain('take')
    expect(taken.allowed).toContain('check-in')
    const solved = expected(ticket, after({ do: 'take' }, { do: 'check-in' }, { do: 'restore', text: '' }, { do: 'resolve', solution: '' }), '王工')
    expect(solved).toMatchObject({ state: 'resolved', arrived: true })
    expect(solved.allowed).not.toContain('restore')
    expect(solved.waiting).toHaveLength(4)
  })

  test('is as the server says where the step was not taken', () => {
    const ticket = { ...aTicket(), state: 'closed' as const }
    const undecided = after({ do: 'restore', text: '' }).map((one) => ({ ...one, state: 'conflict' as const }))
    expect(expected(ticket, undecided, '王工')).toMatchObject({ state: 'closed', waiting: [{ state: 'conflict' }] })
  })
})

test('distances on the ground: a degree of latitude is 111.2 km, one of longitude at 30° north 96.3 km', () => {
  expect(metresBetween({ latitude: 30, longitude: 114 }, { latitude: 31, longitude: 114 })).toBeCloseTo(111_195, -2)
  expect(metresBetween({ latitude: 30, longitude: 114 }, { latitude: 30, longitude: 115 })).toBeCloseTo(96_297, -2)
  expect(metresBetween({ latitude: 30, longitude: 114 }, { latitude: 30, longitude: 114 })).toBe(0)
})
