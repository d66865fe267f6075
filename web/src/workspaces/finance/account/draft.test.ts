import { describe, expect, it } from 'vitest'

import { emptyDraft, entryOf, isComplete, isWithdrawable } from './draft'

describe('what is told to a ledger', () => {
  it('says only what its kind has', () => {
    const payment = { ...emptyDraft('payment', '2024-09-02'), of: 'HC-M1.1', amount: ' 100.00 ', voucher: '记-1' }
    expect(entryOf(payment)).toEqual({ kind: 'payment', for: 'HC-M1.1', on: '2024-09-02', amount: '100.00', voucher: '记-1' })
    const everything = { ...emptyDraft('happened', '2024-09-02'), evidence: '发票' }
    expect(entryOf(everything)).toEqual({ kind: 'happened', fact: 'invoice_received', on: '2024-09-02', evidence: '发票' })
    expect(entryOf({ ...emptyDraft('bond', '2024-09-02'), amount: '5.00', validUntil: '2025-01-01' })).not.toHaveProperty('valid_until')
  })

  it('is complete when nothing that it must have is missing', () => {
    const payment = { ...emptyDraft('payment', '2024-09-02'), of: 'HC-M1.1', amount: '1.00' }
    expect(isComplete(payment)).toBe(false)
    expect(isComplete({ ...payment, voucher: '记-1' })).toBe(true)
    expect(isComplete({ ...emptyDraft('bond', '2024-09-02'), amount: '5.00', form: 'guarantee' })).toBe(false)
  })

  it('is withdrawn unless money or a decision stands on it', () => {
    expect([isWithdrawable('breach'), isWithdrawable('payment'), isWithdrawable('decision')]).toEqual([true, false, false])
  })
})
