import { describe, expect, it } from 'vitest'

import type { Source } from '@/api/inventory'

import { bodyOf, changeOf, draftOf, emptyDraft, isWhole, losesPassword, withEngine } from './draft'

const SOURCE = {
  id: 's', contract_id: 'c', title: '信用库', work: '1', rule: 'HC-D1', engine: 'postgres', has_secret: true, schemas: ['public'], every_days: 30,
  target: { host: 'db', port: null, database: 'credit', username: 'reader', path: null, encryption: 'prefer', ca_pem: null },
} as unknown as Source

describe('a source in the form', () => {
  it('sends nothing that nobody changed', () => {
    expect(changeOf(SOURCE, draftOf(SOURCE))).toEqual({})
    expect(changeOf(SOURCE, { ...draftOf(SOURCE), work: '', every: '', schemas: 'a, b' })).toEqual({ work: '', every_days: 0, schemas: ['a', 'b'] })
    expect(changeOf(SOURCE, { ...draftOf(SOURCE), port: '5433' }).target).toEqual({ host: 'db', database: 'credit', username: 'reader', encryption: 'prefer', port: 5_433 })
    expect(changeOf(SOURCE, { ...draftOf(SOURCE), forget: true, password: 'x' })).toEqual({ password: '' })
  })

  it('knows when the sealed password goes', () => {
    const draft = draftOf(SOURCE)
    expect(losesPassword(SOURCE, { ...draft, database: 'other', title: 'B' })).toBe(false)
    expect(losesPassword(SOURCE, { ...draft, host: 'other' })).toBe(true)
    expect(losesPassword(SOURCE, { ...draft, host: 'other', password: 'x' })).toBe(false)
    expect(losesPassword({ ...SOURCE, has_secret: false }, { ...draft, host: 'other' })).toBe(false)
  })

  it('needs of a file only its path, and of SQL Server no encryption', () => {
    const file = withEngine({ ...emptyDraft('c'), title: 'A', path: '/a.db', host: 'left over', password: '' }, 'sqlite')
    expect(isWhole(file)).toBe(true)
    expect(bodyOf(file).target).toEqual({ path: '/a.db', encryption: 'prefer' })
    expect(isWhole({ ...file, engine: 'mysql' })).toBe(false)
    expect(withEngine(file, 'sqlserver').encryption).toBe('off')
    expect(withEngine(withEngine(file, 'sqlserver'), 'mysql').encryption).toBe('prefer')
  })
})
