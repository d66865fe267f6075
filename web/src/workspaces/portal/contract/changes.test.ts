import { expect, it } from 'vitest'

import { changesOf } from './changes'

const before = ['[term]', 'id = "HS-T1"', 'clause = "第二条 3"', 'start = 2021-09-30', 'end = 2022-09-29', 'text = "服务期一年"', '', '[[windows]]', 'id = "HS-W1"', 'clause = "附件一 三"', 'hours = "daily 00:00-24:00"'].join('\n')

it('finds what changed and in which rule it stands', () => {
  expect(changesOf(before, before.replace('2022-09-29', '2027-12-31'))).toEqual([{ rule: 'HS-T1', clause: '第二条 3', title: '服务期一年', before: ['end = 2022-09-29'], after: ['end = 2027-12-31'] }])
})

it('finds several changes, additions and removals', () => {
  const after = before.replace('start = 2021-09-30\n', '').replace('daily 00:00-24:00"', 'workdays 09:00-18:00"\nstaffed_hours = 8')
  expect(changesOf(before, after)).toEqual([
    { rule: 'HS-T1', clause: '第二条 3', title: '服务期一年', before: ['start = 2021-09-30'], after: [] },
    { rule: 'HS-W1', clause: '附件一 三', title: null, before: ['hours = "daily 00:00-24:00"'], after: ['hours = "workdays 09:00-18:00"', 'staffed_hours = 8'] },
  ])
})

it('finds nothing in equal texts, and gives up on huge ones', () => {
  expect(changesOf(before, before)).toEqual([])
  expect(changesOf('a\n'.repeat(5_000), before)).toBeNull()
})
