import { describe, expect, it } from 'vitest'

import type { Forecast } from '@/api/certificates'

import { pictureOf, sumOf, worstOf } from './forecast'

const of = (more: Partial<Forecast>): Forecast => ({ contracted: null, clause: null, in_use: 0, expired: 0, soon: 0, months: [], ...more })

describe('what is coming', () => {
  it('adds contracts up month by month', () => {
    const sum = sumOf([of({ contracted: 2000, in_use: 3, months: [{ month: '2026-12', n: 1 }, { month: '2027-02', n: 2 }] }), of({ in_use: 1, expired: 4, soon: 1, months: [{ month: '2026-12', n: 1 }] })])
    expect(sum).toEqual({ contracted: 2000, in_use: 4, expired: 4, soon: 1, months: [{ month: '2026-12', n: 2 }, { month: '2027-02', n: 2 }] })
    expect(sumOf([of({})]).contracted).toBeNull()
  })

  it('names the first of the months in which most end', () => {
    expect(worstOf([{ month: '2026-12', n: 2 }, { month: '2027-02', n: 2 }, { month: '2027-03', n: 1 }])?.month).toBe('2026-12')
    expect(worstOf([])).toBeNull()
  })

  it('says in the table what the picture shows', () => {
    expect(pictureOf([{ month: '2026-12', n: 2 }], '').table.rows).toEqual([['2026-12', 2]])
  })
})
