import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import * as desk from '@/api/desk'
import { ApiProblem, unreachable } from '@/api/problem'
import * as tickets from '@/api/tickets'
import { aTicket } from '@/shared/examples'

import { adopt, flush, forgetAll, heldNow, hold, HOLD_MS, isHoldable, onOutcome, undo, type Outcome } from './held'

vi.mock('@/api/desk')
vi.mock('@/api/tickets')

const take = { person: 'me', tickets: ['a'], steps: [{ do: 'take' as const }], says: '接单 HS-1' }
const sent = vi.mocked(desk.steps)

describe('a change that can be taken back', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    localStorage.clear()
    sent.mockReset().mockResolvedValue(aTicket({ id: 'a', version: 2 }))
    vi.mocked(desk.bulk).mockReset().mockResolvedValue([])
  })
  afterEach(() => {
    forgetAll()
    vi.useRealTimers()
  })

  it('is sent once, ten seconds later', async () => {
    hold(take)
    await vi.advanceTimersByTimeAsync(HOLD_MS - 1)
    expect(sent).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(sent).toHaveBeenCalledExactlyOnceWith('a', take.steps, { keepalive: false })
    expect([heldNow.value, localStorage.length]).toEqual([[], 0])
  })

  it('is never sent once it was taken back', async () => {
    hold(take)
    expect(undo()?.says).toBe('接单 HS-1')
    await vi.advanceTimersByTimeAsync(HOLD_MS * 2)
    expect(sent).not.toHaveBeenCalled()
    expect(localStorage.length).toBe(0)
  })

  it('goes before what is sent at once, in the order in which it was done', async () => {
    hold(take)
    hold({ ...take, steps: [{ do: 'note', text: '一' }] })
    hold({ ...take, tickets: ['b'] })
    await flush('a')
    expect(sent.mock.calls.map(([id, steps]) => [id, steps[0]!.do])).toEqual([
      ['a', 'take'],
      ['a', 'note'],
    ])
    expect(heldNow.value).toHaveLength(1)
  })

  it('is no conflict for what we do next ourselves, but somebody else’s change is', async () => {
    hold(take)
    hold({ ...take, steps: [{ do: 'assign', person_id: 'p' }], version: 1 })
    await flush()
    expect(sent.mock.lastCall?.[2]).toMatchObject({ version: 2 })

    sent.mockResolvedValueOnce(aTicket({ id: 'a', version: 7 }))
    hold(take)
    hold({ ...take, steps: [{ do: 'assign', person_id: 'p' }], version: 2 })
    await flush()
    expect(sent.mock.lastCall?.[2]).toMatchObject({ version: 2 })
  })

  it('survives a crash and is sent by the one who did it, if it did not arrive', async () => {
    vi.mocked(tickets.get).mockResolvedValue(aTicket({ id: 'a', version: 1 }))
    const { id } = hold(take)
    const left = { ...localStorage }
    forgetAll()
    localStorage.setItem(`jianyue.held.${id}`, left[`jianyue.held.${id}`]!)

    adopt('somebody else', Date.now() + 60_000)
    adopt('me', Date.now() + 1_000)
    expect(sent).not.toHaveBeenCalled()
    adopt('me', Date.now() + 60_000)
    await vi.waitFor(() => expect(sent).toHaveBeenCalledExactlyOnceWith('a', take.steps, { version: 1 }))
    await vi.waitFor(() => expect(localStorage.length).toBe(0))
  })

  it('is handed to the browser when the page is left', async () => {
    hold(take)
    dispatchEvent(new Event('pagehide'))
    expect(sent).toHaveBeenCalledExactlyOnceWith('a', take.steps, { keepalive: true })
    await vi.waitFor(() => expect(localStorage.length).toBe(0))
  })

  it('waits for the network', async () => {
    sent.mockRejectedValueOnce(unreachable())
    hold(take)
    await vi.advanceTimersByTimeAsync(HOLD_MS)
    expect(heldNow.value).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(HOLD_MS)
    expect(sent).toHaveBeenCalledTimes(2)
    expect(heldNow.value).toHaveLength(0)
  })

  it('says why it was refused', async () => {
    const told: Outcome[] = []
    onOutcome((outcome) => told.push(outcome))
    sent.mockRejectedValueOnce(new ApiProblem(409, 'ticketing.closed', '工单已关闭。'))
    hold(take)
    await flush()
    expect(told[0]?.problem?.detail).toBe('工单已关闭。')
    expect(heldNow.value).toHaveLength(0)
  })

  it('of many tickets is one request', async () => {
    hold({ ...take, tickets: ['a', 'b'] })
    await flush()
    expect(desk.bulk).toHaveBeenCalledOnce()
    expect(sent).not.toHaveBeenCalled()
  })
})

describe('what can be held', () => {
  it('is what nobody outside sees and what stops no clock', () => {
    expect(isHoldable([{ do: 'take' }, { do: 'note', text: 'x' }])).toBe(true)
    for (const name of ['respond', 'reply', 'check-in', 'work-around', 'restore', 'resolve', 'escalate', 'pause', 'urge', 'accept'] as const) expect(isHoldable([{ do: name } as desk.Step])).toBe(false)
    expect(isHoldable([{ do: 'reply', text: 'x' }, { do: 'close' }])).toBe(false)
  })
})
