import { describe, expect, it } from 'vitest'

import { ApiProblem } from '@/api/problem'

import { useLoad } from './useLoad'

describe('loading', () => {
  it('keeps the answer to the latest question when an earlier one comes late', async () => {
    const waiting: ((value: string) => void)[] = []
    const { data, load } = useLoad(() => new Promise<string>((resolve) => waiting.push(resolve)))
    const first = load()
    const second = load()
    waiting[1]!('new')
    waiting[0]!('old')
    await Promise.all([first, second])
    expect(data.value).toBe('new')
  })

  it('shows why it failed and forgets that when it is tried again', async () => {
    let fail = true
    const { data, problem, loading, load } = useLoad(async () => {
      if (fail) throw new ApiProblem(403, 'x', '不可以')
      return 1
    })
    await load()
    expect(problem.value?.detail).toBe('不可以')
    fail = false
    await load()
    expect([data.value, problem.value, loading.value]).toEqual([1, null, false])
  })
})
