import { expect, it } from 'vitest'

import type { Spare } from '@/api/assets'

import { lowFirst } from './lowFirst'

const spare = (code: string, low: boolean): Spare => ({ code, low }) as Spare
const A = spare('A', false)
const B = spare('B', true)
const C = spare('C', true)

it('spares that are low come first, once, also when they stand on a later page', async () => {
  const ask = (more: { low?: boolean }, after?: string) => Promise.resolve(more.low ? { items: [B, C], next: null } : after ? { items: [C], next: null } : { items: [A, B], next: 'x' })
  expect(await lowFirst(ask, false)).toEqual({ items: [B, C, A], next: 'x' })
  expect(await lowFirst(ask, false, 'x')).toEqual({ items: [], next: null })
  expect(await lowFirst(ask, true)).toEqual({ items: [B, C], next: null })
})
