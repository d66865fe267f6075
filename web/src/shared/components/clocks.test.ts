import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { Clock } from '@/api/types'
import { aClock } from '@/shared/examples'

const TIMES = { running: '08:00', warn50: '12:00', warn80: '15:00', breached: '18:00' }

/** The page's clock starts with the module, so that each moment gets a fresh one. */
async function shown(clock: Clock, time: string) {
  vi.setSystemTime(`2026-11-21T${time}:00Z`)
  vi.resetModules()
  const { default: ClockBar } = await import('./ClockBar.vue')
  return mount(ClockBar, { props: { clock } })
}

describe('a clock', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('has icon, word and colour of its own in every state', async () => {
    const looks = new Map<string, string>()
    for (const [tone, time] of Object.entries(TIMES)) {
      const bar = await shown(aClock(), time)
      expect(bar.classes()).toContain(tone)
      looks.set(tone, bar.get('svg').html() + bar.get('.jy-hidden').text())
    }
    const paused = await shown(aClock({ state: 'paused', remaining_seconds: 60, due_at: null }), '08:00')
    const met = await shown(aClock({ state: 'met', stopped_at: '2026-11-21T07:00:00Z' }), '08:00')
    looks.set('paused', paused.get('svg').html() + paused.get('.jy-hidden').text())
    looks.set('met', met.get('svg').html() + met.get('.jy-hidden').text())
    expect(new Set(looks.values()).size).toBe(6)
  })

  it('counts down while one looks at it', async () => {
    const bar = await shown(aClock(), '14:48')
    expect(bar.text()).toContain('还剩 1 小时 12 分')
    await vi.advanceTimersByTimeAsync(61_000)
    expect(bar.text()).toContain('还剩 1 小时 10 分')
  })

  it('tells on hover why it is paused and under which clause', async () => {
    const bar = await shown(aClock({ state: 'paused', pause_reason: '等待停机窗口' }), '08:00')
    expect(bar.attributes('title')).toContain('等待停机窗口')
    expect(bar.attributes('title')).toContain('附件一 四.2(1)')
  })
})
