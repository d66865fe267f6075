import { describe, expect, it } from 'vitest'

import type { ContractSummary } from '@/api/types'

import { isWhole, sayRole, withoutContract, worksFrom } from './roles'

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

  it('are for the works that were typed, each once', () => {
    expect(worksFrom(' 1、3, 3；4 ')).toEqual(['1', '3', '4'])
    expect(worksFrom('  ')).toEqual([])
  })

  it('say where they hold', () => {
    const contracts = [{ id: 'c', prefix: 'RE' }] as ContractSummary[]
    expect(sayRole({ role: 'engineer', contract_id: 'c', works: ['1', '3'] }, contracts)).toBe('运维工程师（RE，标段 1、3）')
    expect(sayRole({ role: 'finance', contract_id: 'c', works: [] }, contracts)).toBe('财务（RE）')
    expect(sayRole({ role: 'auditor', contract_id: null, works: [] }, contracts)).toBe('安全审计员')
  })
})
