import { describe, expect, it } from 'vitest'

import { learn } from '@/i18n'

import { primaryOf, sayNext, sayTerm } from './words'

await learn(['letters'])

describe('letters in words', () => {
  it('says who does what by when', () => {
    expect(sayNext({ step: 'answer', by: 'vendor', due_on: '2026-12-04' })).toBe('乙方答复，最迟 2026-12-04')
    expect(sayNext({ step: 'receive', by: 'client', due_on: null })).toBe('甲方签收')
    expect(sayNext(null)).toBe('没有待办的步骤')
  })

  it('says the term of the contract, or that there is none', () => {
    expect(sayTerm({ due_on: '2026-12-01', due_of: 'proof', due_by: 'vendor' })).toBe('乙方的证明最迟 2026-12-01')
    expect(sayTerm({ due_on: null, due_of: null, due_by: null })).toBe('没有约定期限')
  })

  it('offers what is next only to who may do it', () => {
    const letter = { next: { step: 'decide' as const, by: 'client' as const, due_on: null } }
    expect(primaryOf(letter, ['decide', 'note'])).toBe('decide')
    expect(primaryOf(letter, ['note'])).toBeNull()
    expect(primaryOf({ next: null }, ['close', 'note'])).toBeNull()
  })
})
