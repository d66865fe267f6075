import { describe, expect, it } from 'vitest'

import type { Notice } from '@/api/notices'

import { grouped, placeOf } from './groups'

function notice(id: string, more: Partial<Notice> = {}): Notice {
  return { id, contract_id: 'c', occasion: 'ticket.breached', level: 3, subject: id, number: id, title: id, line: id, text: id, path: `/tickets/${id}`, at: '', created_at: '', read_at: null, ...more }
}

const shape = (notices: Notice[]) => grouped(notices).map((group) => `${group.first.id}+${group.rest.length}`)

describe('notices of one kind', () => {
  it('are folded where they stand side by side, three or more', () => {
    expect(shape(['1', '2', '3', '4'].map((id) => notice(id)))).toEqual(['1+3'])
    expect(shape([notice('1'), notice('2')])).toEqual(['1+0', '2+0'])
  })

  it('are not those of another occasion or contract', () => {
    const mixed = [notice('1'), notice('2'), notice('3', { occasion: 'ticket.urged' }), notice('4'), notice('5', { contract_id: 'd' })]
    expect(shape(mixed)).toEqual(['1+0', '2+0', '3+0', '4+0', '5+0'])
  })

  it('never hide what is grave', () => {
    const grave = [notice('1', { level: 1 }), notice('2', { level: 1 }), notice('3', { level: 1 })]
    expect(shape([...grave, notice('4'), notice('5'), notice('6')])).toEqual(['1+0', '2+0', '3+0', '4+2'])
  })
})

describe('where a notice leads', () => {
  it('is the phone’s page of a ticket for an engineer with a phone', () => {
    expect(placeOf('/tickets/abc', true)).toBe('/field/tickets/abc')
    expect(placeOf('/tickets/abc', false)).toBe('/tickets/abc')
    expect(placeOf('/contracts/abc', true)).toBe('/contracts/abc')
  })

  it('is always inside', () => {
    for (const outside of ['//evil.example', 'https://evil.example', 'javascript:alert(1)']) expect(placeOf(outside, false)).toBe('/notices')
  })
})
