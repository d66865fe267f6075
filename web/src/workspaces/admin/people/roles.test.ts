import { describe, expect, it } from 'vitest'

import { isWhole, withoutContract } from './roles'

describe('roles', () => {
  it('need a contract, except those of the three administrators', () => {
    expect(isWhole({ role: 'engineer', contract_id: null, works: [] })).toBe(false)
    expect(isWhole({ role: 'engineer', contract_id: 'c', works: [] })).toBe(true)
    expect(isWhole({ role: 'auditor', contract_id: null, works: [] })).toBe(true)
  })

  it('of administrators are sent without the contract that was chosen before', () => {
    expect(withoutContract({ role: 'security_administrator', contract_id: 'c', works: ['w'] })).toEqual({ role: 'security_administrator', contract_id: null, works: [] })
    expect(withoutContract({ role: 'finance', contract_id: 'c', works: [] }).contract_id).toBe('c')
  })
})
