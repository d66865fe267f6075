import { describe, expect, it } from 'vitest'

import type { ContractSummary } from '@/api/types'

import { callFrom, contractOf, draftName, filledIn } from './call'

const contracts = [{ prefix: 'HS', slug: 'hrss-exam-security-2021' }, { prefix: 'HC', slug: 'housing-credit-platform-2024' }] as ContractSummary[]

describe('the address that a phone system opens', () => {
  it('gives number, line and call, as phone systems write them', () => {
    expect(callFrom({ number: '+86 138-0000-0000', line: 'HS', call: 'a1' })).toEqual({ number: '+8613800000000', line: 'HS', call: 'a1' })
  })

  it('gives nothing for what is no number', () => {
    expect(callFrom({ number: '<script>', line: ['HS', 'HC'] })).toEqual({ number: '', line: '', call: '' })
  })

  it('names the line by prefix or slug', () => {
    expect(contractOf('hs', contracts)?.prefix).toBe('HS')
    expect(contractOf('housing-credit-platform-2024', contracts)?.prefix).toBe('HC')
    expect(contractOf('', contracts)).toBeNull()
  })
})

describe('the ticket of a call', () => {
  const call = { number: '13800000000', line: 'HS', call: 'a1' }

  it('has a draft of its own', () => {
    expect(draftName(call)).toBe('call-a1')
    expect(draftName({ ...call, call: '' })).toBe('call-13800000000')
  })

  it('is filled in with what is known', () => {
    expect(filledIn(call, { name: '考务值班', unit: '考试科', last_at: '', contract_id: 'c' }, 'c')).toEqual({ channel: 'phone', phone: '13800000000', contract: 'c', call: 'a1', reporter: '考务值班', unit: '考试科' })
  })
})
