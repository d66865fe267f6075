import { describe, expect, it } from 'vitest'

import type { Certificate, CertificateRequest } from '@/api/certificates'

import { canonical, EMPTY, faultsOf, fillDown, isWhole, issuedOf, linesOf, membersOf, requestOf, type NewOne } from './request'

const old = (id: string): Certificate => ({ id, holder: `持证人${id}（演示）`, serial: `AA${id}`, valid_until: '2026-12-31' }) as Certificate
const asked = (kind: CertificateRequest['kind'], wanted = {}): CertificateRequest => ({ kind, wanted }) as CertificateRequest
const line = (serial: string, valid_until = '2028-01-01'): NewOne => ({ replaces: serial, holder: '甲', was: 'A1', serial, valid_from: '', valid_until })

describe('what is asked for', () => {
  it('needs a reason, and a new certificate a holder and a unit', () => {
    const draft = { ...EMPTY, kind: 'apply' as const, reason: '新来的人', holder: '甲' }
    expect(isWhole(draft, 0)).toBe(false)
    expect(isWhole({ ...draft, unit: '某处' }, 0)).toBe(true)
    expect(isWhole({ ...draft, unit: '某处', reason: ' ' }, 0)).toBe(false)
  })

  it('is about certificates otherwise, at most 500', () => {
    const draft = { ...EMPTY, reason: '到期' }
    expect([0, 1, 500, 501].map((n) => isWhole(draft, n))).toEqual([false, true, true, false])
  })

  it('has to say what changes, and cannot give several certificates one holder', () => {
    const draft = { ...EMPTY, kind: 'change' as const, reason: '换人', holder: '乙' }
    expect(isWhole(draft, 1)).toBe(true)
    expect(isWhole(draft, 2)).toBe(false)
    expect(membersOf('change', 2)).not.toContain('holder')
  })

  it('leaves out what was typed for another kind', () => {
    const draft = { ...EMPTY, kind: 'renew' as const, reason: ' 到期 ', holder: '丙', valid_until: '2028-01-01' }
    expect(requestOf(draft, ['a'])).toEqual({ kind: 'renew', reason: '到期', certificates: ['a'], wanted: { valid_until: '2028-01-01' } })
  })

  it('asks for a ticket only where one is wanted', () => {
    expect(requestOf({ ...EMPTY, reason: '到期', ticket: true }, ['a']).open_ticket).toBe(true)
    expect(requestOf({ ...EMPTY, reason: '到期' }, ['a'])).not.toHaveProperty('open_ticket')
  })
})

describe('carrying out', () => {
  it('has a line for each certificate that is issued, and none where none is', () => {
    expect(linesOf(asked('renew', { valid_until: '2028-01-01' }), [old('1'), old('2')]).map((one) => [one.replaces, one.valid_until])).toEqual([['1', '2028-01-01'], ['2', '2028-01-01']])
    expect(linesOf(asked('reissue'), [old('1')])[0]!.valid_until).toBe('2026-12-31')
    expect(linesOf(asked('revoke'), [old('1')])).toEqual([])
    expect(linesOf(asked('apply', { holder: '甲' }), [])).toMatchObject([{ replaces: null, holder: '甲' }])
  })

  it('fills downwards and to the right from a table, and never beyond the last line', () => {
    const lines = ['', '', ''].map((serial) => line(serial, ''))
    const filled = fillDown(lines, 1, 'serial', 'B1\t2026/3/1\t2028年3月1日\r\nB2\r\nB3\r\n')
    expect(filled.map((one) => [one.serial, one.valid_from, one.valid_until])).toEqual([['', '', ''], ['B1', '2026-03-01', '2028-03-01'], ['B2', '', '']])
  })

  it('tells what is missing and what cannot be right', () => {
    expect(faultsOf([line('0a:1b'), line('A1B'), line('xyz'), line('', '2028-01-01'), line('C1', '')])).toEqual({ missing: 2, wrong: [2, 3] })
  })

  it('sends the day and the issuer only when they are said', () => {
    expect(issuedOf([line('A1')], ' ')).toEqual([{ replaces: 'A1', serial: 'A1', valid_from: null, valid_until: '2028-01-01', issuer: null }])
  })

  it('reads serial numbers as the register does', () => {
    expect(['00:0a-1B', '0xff', '0', '12 34', '', 'G1'].map(canonical)).toEqual(['A1B', 'FF', '0', '1234', null, null])
  })
})
