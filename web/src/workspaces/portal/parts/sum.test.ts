import { expect, it } from 'vitest'

import { sumOf } from './sum'

it('adds amounts to the fen', () => {
  expect(sumOf(['1431500.00', '613500.00'])).toBe('2045000.00')
  expect(sumOf(['0.10', '0.20', null, '3'])).toBe('3.30')
  expect(sumOf([])).toBe('0.00')
})
