import { describe, expect, it } from 'vitest'

import type { Clock, Entry, Ticket } from '@/api/types'

import { progressOf } from './progress'

let minute = 0
const entry = (kind: string, data: Record<string, unknown> | null = null) => ({ kind, data, at: `2026-11-21T10:${String((minute += 1)).padStart(2, '0')}:00Z`, by: { name: '王工' } }) as unknown as Entry
const ticket = (state: string, kinds: string[] = ['response', 'restore'], cycle = 1) => ({ state, cycle, clocks: kinds.map((kind) => ({ kind, cycle, state: 'running' }) as Clock) }) as Ticket
const said = (steps: ReturnType<typeof progressOf>) => steps.map((step) => `${step.name}:${step.state}`).join(' ')

describe('the progress of a request', () => {
  it('goes from step to step', () => {
    expect(said(progressOf(ticket('open'), [entry('opened')]))).toBe('reported:done taken:now answered:todo restored:todo resolved:todo accepted:todo')
    const worked = [entry('opened'), entry('taken'), entry('replied', { response: true }), entry('replied')]
    expect(said(progressOf(ticket('working'), worked))).toBe('reported:done taken:done answered:done restored:now resolved:todo accepted:todo')
  })

  it('shows a visit only when there was one, and restoring only where it is promised or was done', () => {
    expect(said(progressOf(ticket('working', ['response']), [entry('opened')]))).not.toContain('restored')
    expect(said(progressOf(ticket('working', ['response']), [entry('opened'), entry('arrived')]))).toContain('arrived:done')
  })

  it('passes over a step that was left out', () => {
    const steps = progressOf(ticket('resolved'), [entry('opened'), entry('taken'), entry('resolved')])
    expect(said(steps)).toBe('reported:done taken:done answered:done restored:done resolved:done accepted:now')
    expect(steps[2]?.at).toBeNull()
  })

  it('takes a refused solution back, and begins anew when reopened', () => {
    const refused = [entry('opened'), entry('taken'), entry('replied', { response: true }), entry('resolved'), entry('refused')]
    expect(said(progressOf(ticket('working'), refused))).toBe('reported:done taken:done answered:done restored:now resolved:todo accepted:todo')
    const again = progressOf(ticket('open', ['response'], 2), [...refused, entry('resolved'), entry('accepted'), entry('closed'), entry('reopened')])
    expect(said(again)).toBe('reported:done taken:now answered:todo resolved:todo accepted:todo')
  })

  it('ends with a cancellation', () => {
    expect(said(progressOf(ticket('cancelled'), [entry('opened'), entry('cancelled')]))).toBe('reported:done ended:done')
  })
})
