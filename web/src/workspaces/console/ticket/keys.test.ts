import { describe, expect, it } from 'vitest'

import { VIEWS } from '../tickets/views'
import { ACTIONS, BULK, EDIT } from './actions'

/** The keys that the frame, the list and the ticket bind beside those of the actions. */
const OTHERS = ['?', 't', 'c', 'j', 'k', 'J', 'K', 'Enter', 'x', 'X', 'n', '/', '.', 'V', 'b', 'r', 'i', 'T', 'm', 'Q', 'z', 'Z', ...VIEWS.map((_, i) => String(i + 1))]

describe('keys', () => {
  it('mean one thing each where list and ticket stand beside each other', () => {
    const all = [...OTHERS, ...[...ACTIONS, EDIT].map((action) => action.key)]
    expect(all.filter((key, i) => all.indexOf(key) !== i)).toEqual([])
  })

  it('do to many tickets what they do to one', () => {
    const one = new Map([...ACTIONS.map((action) => [action.name, action.key] as const), ['replies', 'r'], ['notes', 'i']] as [string, string][])
    BULK.forEach((action) => expect(action.key).toBe(one.get(action.name)))
  })
})
