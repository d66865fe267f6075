import { expect, it } from 'vitest'

import type { ChangeDetail } from '@/api/changes'

import { bodyOf, draftOf, empty } from './draft'

it('what was read is sent as it was, when nothing is typed', () => {
  const change = { ...bodyOf({ ...empty('2024-05-06'), works: ['1'], title: '升级', plan: '备份\n升级', rule: 'R' }), id: '1' } as unknown as ChangeDetail
  const sent = bodyOf(draftOf(change))
  const { id, ...rest } = change as unknown as Record<string, unknown>
  expect({ ...sent, id }).toEqual({ ...rest, id })
})

it('empty lines are no steps', () => {
  expect(bodyOf({ ...empty('2024-05-06'), plan: ' 备份 \n\n 升级\n' }).plan).toEqual(['备份', '升级'])
  expect(empty('2024-05-06').from).toBe('2024-05-13T20:00')
})
