import { describe, expect, it } from 'vitest'

import { gather, type Link } from './link'

const link = (name: string, under?: Link['under']): Link => ({ name, says: 'nav.tickets', ...(under ? { under } : {}) })

describe('the bar at the top', () => {
  it('gathers links of one word where the first of them stands', () => {
    const [a, b, c, d, e] = [link('a'), link('b', 'nav.upkeep'), link('c'), link('d', 'nav.upkeep'), link('e', 'nav.upkeep')]
    expect(gather([a, b, c, d, e])).toEqual([a, { says: 'nav.upkeep', links: [b, d, e] }, c])
  })

  it('leaves a few of them where they are', () => {
    const few = [link('a', 'nav.upkeep'), link('b'), link('c', 'nav.upkeep')]
    expect(gather(few)).toEqual(few)
  })
})
