import { describe, expect, it } from 'vitest'

import { sayMoney, sumMoney } from './money'

describe('money', () => {
  it.each([
    ['1803000.00', '¥1,803,000.00'],
    ['0.05', '¥0.05'],
    ['-1234.56', '-¥1,234.56'],
    ['0', '¥0.00'],
    ['90071992547409919.91', '¥90,071,992,547,409,919.91'],
    ['按考场安排确认单', '按考场安排确认单'],
  ])('%s is said %s', (amount, said) => expect(sayMoney(amount)).toBe(said))

  it('adds up without losing a fen', () => {
    expect(sumMoney(['0.10', '0.20', '-0.05', '90071992547409919.91'])).toBe('90071992547409920.16')
    expect(sumMoney(['1.00', '-2.5'])).toBe('-1.50')
    expect(sumMoney([])).toBe('0.00')
    expect(() => sumMoney(['约 3'])).toThrow()
  })
})
