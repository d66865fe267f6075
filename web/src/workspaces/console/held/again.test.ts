import { beforeEach, describe, expect, it, vi } from 'vitest'

import * as desk from '@/api/desk'
import { ApiProblem } from '@/api/problem'
import * as tickets from '@/api/tickets'
import type { Entry } from '@/api/types'
import { aTicket } from '@/shared/examples'

import { isDone, sendAgain } from './again'
import type { Held } from './held'

vi.mock('@/api/desk')
vi.mock('@/api/tickets')

const note: Held = { id: 'h', person: 'me', tickets: ['a'], steps: [{ do: 'note', text: '等回话' }], says: '', version: null, since: 0, sending: true }
const noted = { id: 'e', kind: 'noted', text: '等回话', by: { id: 'me', name: '我', role: 'engineer' } } as Entry
const conflict = new ApiProblem(412, 'ticketing.changed', '已变化')
const timeline = (...items: Entry[]) => ({ items, next: null })

describe('what a page that died left behind', () => {
  beforeEach(() => {
    vi.mocked(tickets.get).mockReset().mockResolvedValue(aTicket({ id: 'a', version: 4 }))
    vi.mocked(tickets.timeline).mockReset().mockResolvedValue(timeline())
    vi.mocked(desk.steps).mockReset().mockResolvedValue(aTicket({ id: 'a', version: 5 }))
  })

  it('is sent, bound to the version that was looked at', async () => {
    expect((await sendAgain(note)).ticket?.version).toBe(5)
    expect(desk.steps).toHaveBeenCalledExactlyOnceWith('a', note.steps, { version: 4 })
  })

  it('is not sent if it arrived', async () => {
    vi.mocked(tickets.timeline).mockResolvedValue(timeline(noted))
    expect((await sendAgain(note)).ticket?.version).toBe(4)
    expect(desk.steps).not.toHaveBeenCalled()
  })

  it('is not sent twice where the old request arrives while we look', async () => {
    vi.mocked(desk.steps).mockRejectedValueOnce(conflict)
    vi.mocked(tickets.timeline).mockResolvedValueOnce(timeline()).mockResolvedValueOnce(timeline(noted))
    await sendAgain(note)
    expect(desk.steps).toHaveBeenCalledOnce()
  })

  it('is sent after all where somebody else changed the ticket meanwhile', async () => {
    vi.mocked(desk.steps).mockRejectedValueOnce(conflict)
    await sendAgain(note)
    expect(desk.steps).toHaveBeenCalledTimes(2)
  })

  it('of many tickets tells which were refused', async () => {
    vi.mocked(desk.steps).mockRejectedValueOnce(new ApiProblem(409, 'ticketing.state', '已关闭。'))
    const { results } = await sendAgain({ ...note, tickets: ['a', 'b'] })
    expect(results?.map((one) => [one.id, one.ok, one.detail])).toEqual([
      ['a', false, '已关闭。'],
      ['b', true, undefined],
    ])
  })
})

describe('whether a step was done', () => {
  it.each([
    [{ do: 'take' as const }, { assignee: { id: 'me', name: '我' } }],
    [{ do: 'assign' as const, person_id: 'p' }, { assignee: { id: 'p', name: '王工' } }],
    [{ do: 'close' as const }, { state: 'closed' as const }],
    [{ do: 'merge' as const, into: 'b' }, { merged_into: 'b' }],
    [{ do: 'watch' as const, person_id: 'p' }, { watchers: [{ id: 'p', name: '王工' }] }],
  ])('%o is seen at the ticket', (step, change) => {
    expect(isDone(step, aTicket(), [], 'me')).toBe(false)
    expect(isDone(step, aTicket(change), [], 'me')).toBe(true)
  })
})
