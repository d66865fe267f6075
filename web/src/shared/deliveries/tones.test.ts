import { describe, expect, it } from 'vitest'

import { markOf } from './tones'

describe('the mark of an order', () => {
  it('tells what is late, what was, and what will be', () => {
    expect(markOf({ late: true, ahead: false, state: 'shipped' })).toBe('late')
    expect(markOf({ late: true, ahead: false, state: 'delivered' })).toBe('behind')
    expect(markOf({ late: false, ahead: true, state: 'made' })).toBe('ahead')
    expect(markOf({ late: false, ahead: false, state: 'made' })).toBeNull()
  })
})
