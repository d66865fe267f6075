import { describe, expect, it } from 'vitest'

import { assetOf, countedOf, counting, type KeptCount, lineOf, refreshed, sentOf, unsentOf } from './counting'

const ID = '01900000-0000-7000-8000-0000000000aa'
const kept: KeptCount = {
  taking: { id: 't', title: '年终盘点', of: 'assets', contract_id: 'c' },
  lines: [
    { id: 'l1', asset_id: ID, code: 'ZD-PC-0001', name: '台式机', place: null, unit: '台', booked: 1, counted: null },
    { id: 'l2', asset_id: null, code: 'BJ-0002', name: '硬盘', place: null, unit: '块', booked: 5, counted: 4 },
  ],
  counts: {},
}

describe('counting on the phone', () => {
  it('knows a line by its label, and by its code however it was typed', () => {
    expect(assetOf(`https://example.org/a/${ID.toUpperCase()}?x`)).toBe(ID)
    expect(lineOf(kept.lines, `http://10.0.0.1:8080/a/${ID}`)?.id).toBe('l1')
    expect(lineOf(kept.lines, ' zd－pc－0001 ')?.id).toBe('l1')
    expect(lineOf(kept.lines, 'BJ-9999')).toBeUndefined()
    // A label of another asset is no code.
    expect(lineOf(kept.lines, '/a/01900000-0000-7000-8000-0000000000bb')).toBeUndefined()
  })

  it('shows what was counted here before what was counted elsewhere', () => {
    const now = counting(kept, 'l2', 6, '2026-11-21T01:00:00Z')
    expect(now.lines.map((line) => countedOf(now, line))).toEqual([null, 6])
    expect(kept.counts).toEqual({})
  })

  it('sends in order, and keeps what was counted anew meanwhile', () => {
    const one = counting(counting(kept, 'l2', 6, '2026-11-21T02:00:00Z'), 'l1', 1, '2026-11-21T01:00:00Z')
    const sending = unsentOf(one)
    expect(sending.map((line) => line.id)).toEqual(['l1', 'l2'])
    const after = sentOf(counting(one, 'l2', 7, '2026-11-21T03:00:00Z'), sending)
    expect(unsentOf(after)).toEqual([{ id: 'l2', counted: 7, at: '2026-11-21T03:00:00Z' }])
  })

  it('puts what is unsent on top of what is read anew', () => {
    const mine = sentOf(counting(counting(counting(kept, 'l1', 1, '1'), 'l2', 3, '2'), 'gone', 1, '3'), [{ id: 'l1', at: '1' }])
    const now = refreshed(mine, { ...kept, lines: kept.lines.map((line) => ({ ...line, counted: 9 })) })
    expect(now.lines.map((line) => countedOf(now, line))).toEqual([9, 3])
    expect(refreshed(null, kept)).toEqual(kept)
  })
})
