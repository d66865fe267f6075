import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { LiveEvent } from '@/api/events'

let hear: (event: LiveEvent) => void = () => undefined
const left = vi.fn()
const listen = vi.fn((listener: typeof hear) => {
  hear = listener
  return left
})
const asked = vi.fn(async () => 3)
const read = vi.fn(async () => 1)

vi.mock('@/api/events', () => ({ LAGGED: 'lagged', live: { listen: (listener: typeof hear) => listen(listener) } }))
vi.mock('@/api/notices', () => ({ unread: () => asked(), markRead: (ids?: string[]) => read(...((ids ? [ids] : []) as [])) }))

const { arrivals, followUnread, markRead, sayCount, unread } = await import('./useUnread')

const event = (kind: string): LiveEvent => ({ seq: 1, kind, subject: 's', contract_id: 'c', at: '' })

describe('the number of unread notices', () => {
  let ends: (() => void)[] = []

  beforeEach(() => {
    vi.useFakeTimers()
    vi.clearAllMocks()
  })
  afterEach(() => {
    ends.forEach((end) => end())
    ends = []
    vi.useRealTimers()
  })

  const follow = async () => {
    ends.push(followUnread())
    await vi.advanceTimersByTimeAsync(0)
  }

  it('is asked for once, however many show it, and never by the clock', async () => {
    await follow()
    await follow()
    expect([asked.mock.calls.length, listen.mock.calls.length, unread.value]).toEqual([1, 1, 3])
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(asked).toHaveBeenCalledTimes(1)
  })

  it('follows what is told, and asks once for what comes in a row', async () => {
    await follow()
    asked.mockResolvedValueOnce(7)
    for (let i = 0; i < 50; i += 1) hear(event('notify.noticed'))
    await vi.advanceTimersByTimeAsync(2_100)
    expect([asked.mock.calls.length, unread.value]).toEqual([2, 7])
    hear(event('ticketing.ticket_opened'))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(asked).toHaveBeenCalledTimes(2)
  })

  it('says when more have come, and not when it was only read for the first time', async () => {
    const before = arrivals.value
    await follow()
    expect(arrivals.value).toBe(before)
    asked.mockResolvedValueOnce(9)
    hear(event('notify.noticed'))
    await vi.advanceTimersByTimeAsync(2_500)
    expect(arrivals.value).toBe(before + 1)
    asked.mockResolvedValueOnce(0)
    hear(event('notify.notices_read'))
    await vi.advanceTimersByTimeAsync(2_500)
    expect(arrivals.value).toBe(before + 1)
  })

  it('follows what was read elsewhere, and what was missed', async () => {
    await follow()
    for (const kind of ['notify.notices_read', 'lagged']) {
      hear(event(kind))
      await vi.advanceTimersByTimeAsync(2_500)
    }
    expect(asked).toHaveBeenCalledTimes(3)
  })

  it('is what the server says after reading', async () => {
    await follow()
    await markRead(['a'])
    expect(unread.value).toBe(1)
  })

  it('stays when it cannot be asked for, and is nobody’s after the last one left', async () => {
    await follow()
    asked.mockRejectedValueOnce(new Error('offline'))
    hear(event('notify.noticed'))
    await vi.advanceTimersByTimeAsync(2_500)
    expect(unread.value).toBe(3)
    ends.forEach((end) => end())
    expect([unread.value, left.mock.calls.length]).toEqual([0, 1])
  })

  it('is shown as 99+ where there are more', () => {
    expect([sayCount(7), sayCount(99), sayCount(100)]).toEqual(['7', '99', '99+'])
  })
})
