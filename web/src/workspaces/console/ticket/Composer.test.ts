import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'

import { templates } from '@/api/desk'
import { ApiProblem } from '@/api/problem'
import type { Entry } from '@/api/types'
import { aTicket } from '@/shared/examples'

import Composer from './Composer.vue'

const ticket = aTicket({ state: 'working', allowed_actions: ['replies', 'notes'] })
const entry = (seq: number, by: string, text: string): Entry => ({ id: `e${seq}`, seq, at: '2026-11-21T06:00:00Z', recorded_at: '2026-11-21T06:00:00Z', kind: 'replied', by: { id: by, name: by, role: 'engineer' }, visibility: 'public', text, data: null })

function show(more: Record<string, unknown> = {}) {
  const run = vi.fn(async () => {})
  const keep = vi.fn()
  const composer = mount(Composer, { props: { ticket, entries: [] as Entry[], me: 'me', hotline: false, run, keep, latest: async () => [], ...more }, global: { stubs: ['RouterLink'] } })
  return { composer, run, keep, area: () => composer.get('textarea') }
}

describe('writing to a ticket', () => {
  beforeEach(() => localStorage.clear())

  it('never sends a note as a reply', async () => {
    const { composer, run, keep, area } = show()
    await composer.get('[data-side="note"]').trigger('click')
    await area().setValue('甲方还在争论责任')
    await composer.get('[data-side="reply"]').trigger('click')
    await nextTick()

    expect(area().element.value).toBe('')
    await composer.get('form').trigger('submit')
    expect(run).not.toHaveBeenCalled()

    await composer.get('[data-side="note"]').trigger('click')
    await composer.get('form').trigger('submit')
    expect(keep).toHaveBeenCalledExactlyOnceWith('甲方还在争论责任')
    expect(run).not.toHaveBeenCalled()
  })

  it('keeps what was typed when sending fails, and when the page dies', async () => {
    const { composer, area } = show({ run: async () => Promise.reject(new TypeError('offline')) })
    await area().setValue('正在处理')
    await composer.get('form').trigger('submit')
    await vi.waitFor(() => expect(composer.get('[role="alert"]').text()).toContain('连不上服务器'))
    expect(area().element.value).toBe('正在处理')
    expect(show().area().element.value).toBe('正在处理')
  })

  it('offers only the side that is allowed', () => {
    const { composer } = show({ ticket: { ...ticket, allowed_actions: ['notes'] } })
    expect(composer.find('[data-side="reply"]').exists()).toBe(false)
    expect(composer.get('[data-side="note"]').attributes('aria-pressed')).toBe('true')
  })

  it('sends and closes in one stroke, or hands the solution in where closing is not possible', async () => {
    const closing = show({ ticket: { ...ticket, allowed_actions: ['replies', 'close'] } })
    await closing.area().setValue('已恢复')
    await closing.area().trigger('keydown', { key: 'Enter', ctrlKey: true, shiftKey: true })
    expect(closing.run).toHaveBeenCalledExactlyOnceWith([{ do: 'reply', text: '已恢复' }, { do: 'close' }], 1)

    localStorage.clear()
    const answering = show({ hotline: true, ticket: { ...ticket, kind: 'consultation', allowed_actions: ['replies', 'resolve'] } })
    await answering.area().setValue('网上申请即可')
    await answering.area().trigger('keydown', { key: 'Enter', ctrlKey: true, shiftKey: true })
    // Who answered and closes says how the reporter agreed.
    expect(answering.run).not.toHaveBeenCalled()
    await answering.composer.get('[data-confirmed]').setValue('电话中确认已清楚')
    await answering.composer.get('[data-confirmed]').trigger('keydown', { key: 'Enter' })
    expect(answering.run).toHaveBeenCalledExactlyOnceWith([{ do: 'reply', text: '网上申请即可' }, { do: 'resolve', solution: '网上申请即可' }, { do: 'close', reason: '电话中确认已清楚' }], 1)

    localStorage.clear()
    const solving = show({ ticket: { ...ticket, allowed_actions: ['replies', 'resolve'] } })
    await solving.area().setValue('已换新')
    await solving.area().trigger('keydown', { key: 'Enter', ctrlKey: true, shiftKey: true })
    expect(solving.run).toHaveBeenCalledExactlyOnceWith([{ do: 'reply', text: '已换新' }, { do: 'resolve', solution: '已换新' }], 1)
  })

  it('leaves Enter to the input method', async () => {
    const { area, run } = show()
    await area().setValue('zheng')
    await area().trigger('keydown', { key: 'Enter', ctrlKey: true, isComposing: true })
    expect(run).not.toHaveBeenCalled()
  })

  it('opens the templates with / in an empty field, and with 、 of a Chinese input method', async () => {
    vi.spyOn(templates, 'list').mockResolvedValue([])
    const { composer, area } = show()
    await area().setValue('、')
    expect(composer.find('[data-templates]').exists()).toBe(true)
    expect(area().element.value).toBe('')
  })
})

describe('somebody who answers meanwhile', () => {
  beforeEach(() => localStorage.clear())

  it('is shown before anything is sent, and the second try sends', async () => {
    const { composer, area, run } = show()
    await area().setValue('在路上')
    await composer.setProps({ entries: [entry(5, 'other', '已经修好了')] })
    expect(composer.get('[data-between]').text()).toContain('已经修好了')
    await composer.get('form').trigger('submit')
    expect(run).not.toHaveBeenCalled()
    await composer.get('form').trigger('submit')
    expect(run).toHaveBeenCalledExactlyOnceWith([{ do: 'reply', text: '在路上' }], undefined)
  })

  it('is found even where the live stream was cut', async () => {
    const conflict = new ApiProblem(412, 'ticketing.changed', '已变化', null, [], { current: { ...ticket, version: 2 } })
    const run = vi.fn().mockRejectedValueOnce(conflict).mockResolvedValue(undefined)
    const { composer, area } = show({ run, latest: async () => [entry(5, 'other', '已经修好了')] })
    await area().setValue('在路上')
    await composer.get('form').trigger('submit')
    await vi.waitFor(() => expect(composer.get('[data-between]').text()).toContain('已经修好了'))
    expect(run).toHaveBeenCalledOnce()
    expect(area().element.value).toBe('在路上')
  })

  it('is nobody where only something else changed: the answer goes out', async () => {
    const conflict = new ApiProblem(412, 'ticketing.changed', '已变化', null, [], { current: { ...ticket, version: 2 } })
    const run = vi.fn().mockRejectedValueOnce(conflict).mockResolvedValue(undefined)
    const { composer, area } = show({ run })
    await area().setValue('在路上')
    await composer.get('form').trigger('submit')
    await vi.waitFor(() => expect(run).toHaveBeenCalledTimes(2))
    await vi.waitFor(() => expect(area().element.value).toBe(''))
  })
})
