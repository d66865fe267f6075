import { describe, expect, it } from 'vitest'

import { useSending } from './useSending'

describe('what a form sends', () => {
  it('is taken', async () => {
    const { busy, problem, send } = useSending()
    expect(await send(async () => undefined)).toBe(true)
    expect(busy.value).toBe(false)
    expect(problem.value).toBeNull()
  })

  it('is refused with the reason, which is gone when it is sent again', async () => {
    const { problem, send } = useSending()
    expect(await send(() => Promise.reject(new Error('no')))).toBe(false)
    expect(problem.value).not.toBeNull()
    await send(async () => undefined)
    expect(problem.value).toBeNull()
  })

  it('is sent once, however often the button is pressed', async () => {
    const { busy, send } = useSending()
    let sent = 0
    let taken = (): void => undefined
    const first = send(() => new Promise<void>((done) => ((sent += 1), (taken = done))))
    expect(busy.value).toBe(true)
    expect(await send(async () => (sent += 1))).toBe(false)
    taken()
    expect(await first).toBe(true)
    expect(sent).toBe(1)
  })
})
