import { expect, it } from 'vitest'

import { outboxQuestion } from './question'

const none = { state: '', contract: '', way: '', from: '', to: '' }

it('asks for days in China, the last one counted in', () => {
  expect(outboxQuestion({ ...none, from: '2026-11-21', to: '2026-11-21' })).toEqual({ from: '2026-11-20T16:00:00.000Z', to: '2026-11-21T16:00:00.000Z' })
})

it('asks for nothing that is no value', () => {
  expect(outboxQuestion({ state: 'lost', contract: 'HS', way: 'pigeon', from: 'x', to: '' })).toEqual({})
  const id = '01a1fea3-a474-73aa-90b4-18e87988f86c'
  expect(outboxQuestion({ ...none, state: 'failed', way: 'robot', contract: id })).toEqual({ state: 'failed', way: 'robot', contract: id })
})
