import { describe, expect, it } from 'vitest'

import { word } from '@/i18n'
import { aClock, aTicket } from '@/shared/examples'

import { ACTIONS, allowed, bodyOf, EDIT, primaryOf } from './actions'

const working = aTicket({ state: 'working', allowed_actions: ['respond', 'replies', 'notes', 'check-in', 'restore', 'resolve', 'pause'] })

describe('what can be done', () => {
  it('is what the server allows, in the order of the menu', () => {
    expect(allowed(working).map((action) => action.name)).toEqual(['check-in', 'restore', 'resolve', 'pause'])
  })

  it('has a word and a key of its own', () => {
    const all = [...ACTIONS, EDIT]
    expect(new Set(all.map((action) => action.key)).size).toBe(all.length)
    all.forEach((action) => expect(word('action', action.name)).not.toBe(`action.${action.name}`))
  })
})

describe('the primary action', () => {
  it('is taking a ticket that nobody has', () => {
    expect(primaryOf(aTicket({ allowed_actions: ['assign', 'take', 'replies'] }))).toBe('take')
  })

  it('is what stops the clock that matters now', () => {
    expect(primaryOf({ ...working, clocks: [aClock({ kind: 'response' }), aClock({ kind: 'restore' })] })).toBe('respond')
    expect(primaryOf({ ...working, clocks: [aClock({ kind: 'response', state: 'met', stopped_at: '2026-11-21T06:10:00Z' }), aClock({ kind: 'restore' })] })).toBe('restore')
    expect(primaryOf({ ...working, clocks: [] })).toBe('resolve')
  })

  it('is not taking a ticket away from the one who works on it', () => {
    expect(primaryOf({ ...working, clocks: [], allowed_actions: ['take', 'resolve'] })).toBe('resolve')
  })

  it('is none when nothing is allowed', () => expect(primaryOf(aTicket({ allowed_actions: [] }))).toBeNull())
})

describe('what is sent', () => {
  it('leaves out what was left empty and unpacks a position', () => {
    expect(bodyOf({ note: '', place: { latitude: 39.9, longitude: 116.4, accuracy: 12 } })).toEqual({ latitude: 39.9, longitude: 116.4, accuracy: 12 })
    expect(bodyOf({ satisfaction: 5, comment: null })).toEqual({ satisfaction: 5 })
  })
})
