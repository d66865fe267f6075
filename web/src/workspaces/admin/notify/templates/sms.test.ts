import { expect, it } from 'vitest'

import { smsLength } from './sms'

// The signature has four characters.
it.each([
  [0, 4, 1, false],
  [66, 70, 1, false],
  [67, 71, 2, false],
  [130, 134, 2, false],
  [131, 135, 3, false],
  [197, 201, 3, false],
  [198, 202, 3, true],
])('a line of %i characters is a message of %i in %i part(s)', (typed, length, parts, cut) => {
  expect(smsLength('长'.repeat(typed))).toEqual({ length, parts, cut })
})

it('counts a sign beyond the plane twice', () => {
  expect(smsLength('😀'.repeat(34))).toEqual({ length: 38, parts: 2, cut: false })
})
