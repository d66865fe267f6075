import { describe, expect, it } from 'vitest'

import type { Statistics } from '@/api/statistics'

import { byKind, inAll, rateOf, sayRate } from './rates'

describe('the rate of clocks met', () => {
  it('counts only what has a verdict', () => {
    expect(rateOf({ met: 3, breached: 1, running: 9 })).toBe(75)
    expect(rateOf({ met: 0, breached: 0, running: 2 })).toBeNull()
  })

  it('is a hundred only when none was missed', () => {
    expect(rateOf({ met: 9_999, breached: 1, running: 0 })).toBe(99.9)
    expect(sayRate(rateOf({ met: 5, breached: 0, running: 0 }))).toBe('100.0 %')
    expect(sayRate(null)).toBe('–')
  })
})

it('adds up over months, and leaves out kinds that there are none of', () => {
  const figures = {
    months: [
      { clocks: [{ kind: 'restore', met: 1, breached: 0, running: 0 }, { kind: 'response', met: 2, breached: 1, running: 0 }] },
      { clocks: [{ kind: 'response', met: 1, breached: 0, running: 1 }] },
    ],
  } as unknown as Statistics
  expect(byKind(figures)).toEqual([
    { kind: 'response', met: 3, breached: 1, running: 1 },
    { kind: 'restore', met: 1, breached: 0, running: 0 },
  ])
  expect(inAll(figures)).toEqual({ met: 4, breached: 1, running: 1 })
})
