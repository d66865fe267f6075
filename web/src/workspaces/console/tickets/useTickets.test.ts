import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'

import { live, type LiveEvent } from '@/api/events'
import * as api from '@/api/tickets'
import type { TicketRow } from '@/api/types'
import { aTicket } from '@/shared/examples'

import { useTickets } from './useTickets'

vi.mock('@/api/tickets')

let tell: (event: LiveEvent) => void
const event = (kind: string, subject: string, contract = 'c'): LiveEvent => ({ seq: 1, kind, subject, contract_id: contract, at: '2026-11-21T06:00:00Z' })
const row = (id: string, change: Partial<TicketRow> = {}): TicketRow => aTicket({ id, ...change })

async function show(address = '/tickets') {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/tickets', component: { template: '<p />' } }] })
  await router.push(address)
  let list!: ReturnType<typeof useTickets>
  mount(
    defineComponent({
      setup() {
        list = useTickets()
        return () => null
      },
    }),
    { global: { plugins: [router] } },
  )
  await flushPromises()
  return { list, router }
}

describe('the list of tickets', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.spyOn(live, 'listen').mockImplementation((listener) => {
      tell = listener
      return () => {}
    })
    vi.mocked(api.list).mockReset().mockResolvedValue({ items: [row('a'), row('b')], next: 'cursor' })
    vi.mocked(api.counts).mockResolvedValue({ mine: 2, unassigned: 1, breaching: 0, breached: 0, paused: 0, waiting_acceptance: 0, live: 3, by_state: {} })
    vi.mocked(api.get).mockReset()
  })
  afterEach(() => vi.useRealTimers())

  it('asks as its address says, and again when the address changes', async () => {
    const { list } = await show('/tickets?state=paused&q=网关')
    expect(vi.mocked(api.list).mock.lastCall?.[0]).toMatchObject({ state: 'paused', q: '网关', sort: 'due', limit: 100 })
    list.filter({ state: 'open' })
    await flushPromises()
    expect(vi.mocked(api.list).mock.lastCall?.[0]).toMatchObject({ state: 'open', q: '网关' })
  })

  it('announces new tickets and does not move', async () => {
    const { list } = await show()
    tell(event('ticketing.ticket_opened', 'new'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect([...list.arrived.value]).toEqual(['new'])
    expect(list.rows.value.map((one) => one.id)).toEqual(['a', 'b'])
  })

  it('does not announce tickets of a contract that is filtered away', async () => {
    const { list } = await show('/tickets?contract=other')
    tell(event('ticketing.ticket_opened', 'new'))
    expect(list.arrived.value.size).toBe(0)
  })

  it('changes a row where it stands, once for many events', async () => {
    const { list } = await show()
    vi.mocked(api.get).mockResolvedValue(aTicket({ id: 'b', state: 'working' }))
    tell(event('ticketing.ticket_changed', 'b'))
    tell(event('ticketing.clock_warned', 'b'))
    tell(event('ticketing.ticket_changed', 'not shown'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(api.get).toHaveBeenCalledExactlyOnceWith('b')
    expect(list.rows.value.map((one) => [one.id, one.state])).toEqual([
      ['a', 'open'],
      ['b', 'working'],
    ])
  })

  it('adds the next page without repeating a row that moved between the pages', async () => {
    const { list } = await show()
    vi.mocked(api.list).mockResolvedValueOnce({ items: [row('b'), row('c')], next: null })
    await list.more()
    expect(list.rows.value.map((one) => one.id)).toEqual(['a', 'b', 'c'])
    expect(list.next.value).toBeNull()
  })
})
