import { expect, it } from 'vitest'

import { after, signed } from './movement'

it('a movement adds or takes what was typed, and a number that is none says nothing', () => {
  expect((['in', 'returned', 'out', 'scrapped'] as const).map((kind) => after({ stock: 5 }, kind, '3'))).toEqual([8, 8, 2, 2])
  expect(after({ stock: 1 }, 'out', '2')).toBe(-1)
  expect(['', '0', '-1', '1.5', 'x'].map((typed) => after({ stock: 5 }, 'in', typed))).toEqual([null, null, null, null, null])
  expect([3, -2, 0].map(signed)).toEqual(['+3', '-2', '0'])
})
