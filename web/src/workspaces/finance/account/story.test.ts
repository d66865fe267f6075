import { describe, expect, it } from 'vitest'

import type { Account, LedgerEntry, Penalty } from '@/api/billing'

import { raisedOf, storyOf } from './story'

const raised = (count: number) => ({ group: 'g', once_per: '每次', clause: '二', assumed: null, items: [], count })
const entry = (seq: number, body: object, breach: string | null = null, withdrawn = false) => ({ id: String(seq), seq, name: '', breach, body, withdrawn, files: [], by: '', at: '' }) as unknown as LedgerEntry
const penalty = { breach: 'WY-002' } as Penalty
const account = { lines: [{ key: 'HC-M1.3', title: '第三次付款', deductions: [{ breach: 'WY-002', amount: '10.00' }, { breach: 'WY-009', amount: '1.00' }] }], bond: { drawn: [{ breach: 'WY-002', amount: '2.00' }] } } as unknown as Account

// The ledger comes with the newest first.
const entries = [
  entry(6, { kind: 'decision', breach: 'WY-002' }),
  entry(5, { kind: 'objection', breach: 'WY-002' }),
  entry(4, { kind: 'breach_updated', breach: 'WY-002', raised: raised(2) }),
  entry(3, { kind: 'objection', breach: 'WY-001' }),
  entry(2, { kind: 'breach', raised: raised(1) }, 'WY-002'),
  entry(1, { kind: 'breach' }, 'WY-001'),
]

describe('the story of a penalty', () => {
  it('goes from what happened to what is taken, and tells nothing of others', () => {
    expect(storyOf(account, entries, penalty).map((step) => step.kind)).toEqual(['happened', 'told', 'updated', 'objected', 'decided', 'taken', 'taken'])
  })

  it('shows what happened as it stands now; what people told has no such list', () => {
    expect(raisedOf(entries, 'WY-002')?.count).toBe(2)
    expect(raisedOf(entries, 'WY-001')).toBeNull()
  })

  it('leaves out what was withdrawn', () => {
    const withdrawn = entries.map((one) => (one.seq === 5 ? { ...one, withdrawn: true } : one))
    expect(storyOf(account, withdrawn, penalty).map((step) => step.kind)).not.toContain('objected')
  })
})
