import { describe, expect, it } from 'vitest'

import type { Plan } from '@/api/plan'

import { problemsOf } from './problems'

const rule = (id: string) => ({ rule: id, clause: '三' })
const says = '没有 2027 年的放假通知（no holiday notice loaded for 2027）：请先载入 2027 年节假日安排'
const plan = {
  occurrences: [{ rule: rule('HS-I1.weekly'), title: '每周巡检' }],
  documents: [{ rule: rule('HS-D2'), title: '月报（PDF）' }],
  payments: [],
  problems: [
    { rule: rule('HS-I1.weekly'), message: says },
    { rule: rule('HS-I1.weekly'), message: says },
    { rule: rule('HS-D2'), message: says },
    { rule: rule('HS-X9'), message: says },
    { rule: rule('HS-X9'), message: '第 1 期（PDF）没有起点' },
  ],
} as unknown as Plan

describe('what could not be derived', () => {
  it('is said once, in Chinese, with the names of what it concerns instead of their codes', () => {
    expect(problemsOf(plan)).toEqual([
      { message: '没有 2027 年的放假通知：请先载入 2027 年节假日安排', titles: ['每周巡检', '月报（PDF）'] },
      { message: '第 1 期（PDF）没有起点', titles: [] },
    ])
  })
})
