import { expect, it } from 'vitest'

import { sayLeft, toneOf } from './register'

it('says how long a certificate holds, in words and in a colour', () => {
  const said = [31, 30, 7, 0, -3].map((days_left) => ({ state: days_left < 0 ? ('expired' as const) : ('issued' as const), days_left }))
  expect(said.map(sayLeft)).toEqual(['还剩 31 天', '还剩 30 天', '还剩 7 天', '今天到期', '已过期 3 天'])
  expect(said.map(toneOf)).toEqual(['good', 'warn', 'bad', 'bad', 'bad'])
})

it('does not count the days of one that is no longer used', () => {
  const gone = { state: 'replaced' as const, days_left: 3 }
  expect([sayLeft(gone), toneOf(gone)]).toEqual(['已替换', ''])
})
