import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'

import type { ArticleSuggestion } from '@/api/knowledge'

import { useSuggestions, WAIT_MS } from './useSuggestions'

const one = (id: string): ArticleSuggestion => ({ id, number: 'KB-000001', contract_id: null, title: id, excerpt: '', used: 0 })

function stage(ask: (contract: string, q: string) => Promise<ArticleSuggestion[]>) {
  const scope = effectScope()
  const contract = ref('c1')
  const text = ref('')
  const { found, failed } = scope.run(() => useSuggestions(() => contract.value, () => text.value, ask))!
  return { scope, contract, text, found, failed }
}

describe('suggestions while one types', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('are asked for once the typing pauses, and not for one character', async () => {
    const ask = vi.fn(async (_contract: string, q: string) => [one(q)])
    const { text, found } = stage(ask)
    for (const typed of ['登', '登录', '登录失', '登录失败']) {
      text.value = typed
      await nextTick()
      await vi.advanceTimersByTimeAsync(WAIT_MS - 1)
    }
    expect(ask).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(ask.mock.calls).toEqual([['c1', '登录失败']])
    expect(found.value?.[0]?.title).toBe('登录失败')
    text.value = '登'
    await nextTick()
    await vi.advanceTimersByTimeAsync(WAIT_MS)
    expect(ask).toHaveBeenCalledTimes(1)
    expect(found.value).toBeNull()
  })

  it('of an older question never replace those of a newer one', async () => {
    const answers: ((found: ArticleSuggestion[]) => void)[] = []
    const { text, found } = stage(() => new Promise((done) => answers.push(done)))
    text.value = '打印'
    await nextTick()
    await vi.advanceTimersByTimeAsync(WAIT_MS)
    text.value = '打印机卡纸'
    await nextTick()
    await vi.advanceTimersByTimeAsync(WAIT_MS)
    answers[1]!([one('new')])
    answers[0]!([one('old')])
    await vi.advanceTimersByTimeAsync(0)
    expect(found.value?.[0]?.title).toBe('new')
  })

  it('that fail are said and hold nobody up; nothing is asked after the form is left', async () => {
    const ask = vi.fn(() => Promise.reject(new Error('gone')))
    const { scope, text, failed } = stage(ask)
    text.value = '打印机'
    await nextTick()
    await vi.advanceTimersByTimeAsync(WAIT_MS)
    expect(failed.value).toBe(true)
    text.value = '打印机坏了'
    await nextTick()
    scope.stop()
    await vi.advanceTimersByTimeAsync(WAIT_MS)
    expect(ask).toHaveBeenCalledTimes(1)
  })
})
