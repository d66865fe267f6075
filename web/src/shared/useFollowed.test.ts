import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'

import { useFollowed } from './useFollowed'

describe('what is followed', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is looked at until it has ended', async () => {
    const left = ref(0)
    const look = vi.fn(() => Promise.resolve((left.value -= 1)))
    const scope = effectScope()
    scope.run(() => useFollowed(() => left.value > 0, look, 100))
    await vi.advanceTimersByTimeAsync(500)
    expect(look).not.toHaveBeenCalled()
    left.value = 3
    await nextTick()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(look).toHaveBeenCalledTimes(3)
    scope.stop()
  })

  it('is left alone when nobody shows it any more', async () => {
    const look = vi.fn(() => Promise.resolve())
    const scope = effectScope()
    scope.run(() => useFollowed(() => true, look, 100))
    await vi.advanceTimersByTimeAsync(150)
    expect(look).toHaveBeenCalledTimes(1)
    scope.stop()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(look).toHaveBeenCalledTimes(1)
  })
})
