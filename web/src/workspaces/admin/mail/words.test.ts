import { expect, it } from 'vitest'

import { sayFrom, saySize, ticketOf } from './words'

it('says sizes as people do', () => {
  expect([512, 2048, 26_214_400, 1_572_864].map(saySize)).toEqual(['512 B', '2 kB', '25 MB', '1.5 MB'])
})

it('names a sender once', () => {
  expect(sayFrom({ from: 'wang@example.com', from_name: 'wang' })).toBe('wang@example.com')
  expect(sayFrom({ from: 'wang@example.com', from_name: '王工' })).toBe('王工 <wang@example.com>')
})

it('finds the ticket in an address that was pasted', () => {
  const id = '01a1fea3-a474-73aa-90b4-18e87988f86c'
  expect(ticketOf(` https://y.example/tickets/${id}?tab=files `)).toBe(id)
  expect(ticketOf(id)).toBe(id)
  expect(ticketOf(' ')).toBeNull()
  expect(ticketOf('HS-2026-000123')).toBeUndefined()
})
