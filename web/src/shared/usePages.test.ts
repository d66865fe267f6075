import { describe, expect, it } from 'vitest'

import { usePages } from './usePages'

describe('a list in pages', () => {
  it('goes on from the cursor and ends', async () => {
    const asked: (string | undefined)[] = []
    const pages = usePages(async (after?: string) => {
      asked.push(after)
      return after ? { items: [3], next: null } : { items: [1, 2], next: 'c' }
    })
    await pages.load()
    await pages.more()
    await pages.more()
    expect(pages.items.value).toEqual([1, 2, 3])
    expect(asked).toEqual([undefined, 'c'])
  })

  it('does not mix a page of an old list into a new one', async () => {
    const waiting: ((items: number[]) => void)[] = []
    const pages = usePages(() => new Promise<{ items: number[]; next: string | null }>((resolve) => waiting.push((items) => resolve({ items, next: 'c' }))))
    const first = pages.load()
    waiting[0]!([1])
    await first
    const more = pages.more()
    const again = pages.load()
    waiting[2]!([9])
    waiting[1]!([2])
    await Promise.all([more, again])
    expect(pages.items.value).toEqual([9])
  })
})
