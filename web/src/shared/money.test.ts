import { describe, expect, it } from 'vitest'

import { sayMoney } from './money'

describe('money', () => {
  it.each([
    [180_300_000, '¥1,803,000.00'],
    [5, '¥0.05'],
    [-123_456, '-¥1,234.56'],
    [0, '¥0.00'],
    [Number.MAX_SAFE_INTEGER, '¥90,071,992,547,409.91'],
  ])('%d fen is %s', (fen, said) => expect(sayMoney(fen)).toBe(said))
})
