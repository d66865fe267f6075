import { describe, expect, it } from 'vitest'

import type { Clause } from '@/api/dossier'

import { countsOf, shown } from './words'

const clause = (rule: string, state: Clause['state'], more: Partial<Clause> = {}): Clause => ({ rule, clause: '附件一 二', title: `条款 ${rule}`, assumed: null, kind: 'inspection', works: [], done: 0, late: 0, missed: 0, waived: 0, open: 0, evidence: [], evidence_count: 0, state, ...more })
const ALL = [clause('A', 'evidence', { evidence: [{ text: '巡检单 12 张', path: '/x', client_path: '', at: null }] }), clause('B', 'gap', { works: ['2'] }), clause('C', 'not_yet', { kind: 'document' }), clause('D', 'gap')]
const NONE = { state: '', kind: '', work: '', q: '' }
const rules = (found: Clause[]): string => found.map((one) => one.rule).join('')

describe('the dossier', () => {
  it('shows gaps first', () => expect(rules(shown(ALL, NONE))).toBe('BDCA'))

  it('is filtered by state, kind, work and words, also those of the evidence', () => {
    expect(rules(shown(ALL, { ...NONE, state: 'gap' }))).toBe('BD')
    expect(rules(shown(ALL, { ...NONE, kind: 'document' }))).toBe('C')
    expect(rules(shown(ALL, { ...NONE, work: '1' }))).toBe('DCA')
    expect(rules(shown(ALL, { ...NONE, q: '巡检单' }))).toBe('A')
  })

  it('counts what stands where', () => {
    expect(countsOf(ALL)).toEqual({ gap: 2, not_yet: 1, evidence: 1 })
  })
})
