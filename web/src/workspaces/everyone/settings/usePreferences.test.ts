import { beforeEach, describe, expect, it, vi } from 'vitest'

const kept = { muted: { 'ticket.urged': ['sms', 'email'] }, occasions: [], ways: [], quiet: [] }
const set = vi.fn(async (muted: Record<string, string[]>) => ({ ...kept, muted }))
vi.mock('@/api/notices', () => ({ preferences: async () => kept, setPreferences: (muted: Record<string, string[]>) => set(muted) }))

const { usePreferences } = await import('./usePreferences')

describe('what somebody wants to be told', () => {
  beforeEach(() => vi.clearAllMocks())

  it('is changed here and kept when asked to', async () => {
    const own = usePreferences()
    await own.load()
    expect([own.hears('ticket.urged', 'sms'), own.hears('ticket.urged', 'push'), own.hears('ticket.closed', 'email')]).toEqual([false, true, true])
    own.set('ticket.urged', 'sms', true)
    own.set('ticket.urged', 'email', true)
    own.set('ticket.closed', 'push', false)
    expect([own.isChanged.value, own.saved.value]).toEqual([true, false])
    await own.save()
    expect(set).toHaveBeenCalledWith({ 'ticket.closed': ['push'] })
    expect([own.isChanged.value, own.saved.value, own.hears('ticket.closed', 'push')]).toEqual([false, true, false])
  })

  it('is not changed by what is put back', async () => {
    const own = usePreferences()
    await own.load()
    own.set('ticket.urged', 'sms', true)
    own.set('ticket.urged', 'sms', false)
    own.set('ticket.closed', 'push', false)
    own.set('ticket.closed', 'push', true)
    expect(own.isChanged.value).toBe(false)
  })

  it('says why it was not kept', async () => {
    const own = usePreferences()
    await own.load()
    set.mockRejectedValueOnce(new TypeError('offline'))
    own.set('ticket.closed', 'push', false)
    await own.save()
    expect([own.refused.value === null, own.isChanged.value, own.saved.value]).toEqual([false, true, false])
  })
})
