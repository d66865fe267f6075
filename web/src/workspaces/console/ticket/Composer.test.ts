import { mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'

import { aTicket } from '@/shared/examples'

import Composer from './Composer.vue'

const ticket = aTicket({ state: 'working', allowed_actions: ['replies', 'notes'] })

describe('writing to a ticket', () => {
  it('never sends a note as a reply', async () => {
    const write = vi.fn(async () => {})
    const composer = mount(Composer, { props: { ticket, write } })
    await composer.get('[data-side="note"]').trigger('click')
    await composer.get('textarea').setValue('甲方还在争论责任')
    await composer.get('[data-side="reply"]').trigger('click')
    await nextTick()

    expect(composer.get('textarea').element.value).toBe('')
    await composer.get('form').trigger('submit')
    expect(write).not.toHaveBeenCalled()

    await composer.get('[data-side="note"]').trigger('click')
    await composer.get('form').trigger('submit')
    expect(write).toHaveBeenCalledExactlyOnceWith('notes', '甲方还在争论责任')
  })

  it('keeps what was typed when sending fails', async () => {
    const composer = mount(Composer, { props: { ticket, write: async () => Promise.reject(new TypeError('offline')) } })
    await composer.get('textarea').setValue('正在处理')
    await composer.get('form').trigger('submit')
    await vi.waitFor(() => expect(composer.get('[role="alert"]').text()).toContain('连不上服务器'))
    expect(composer.get('textarea').element.value).toBe('正在处理')
  })

  it('offers only the side that is allowed', () => {
    const composer = mount(Composer, { props: { ticket: { ...ticket, allowed_actions: ['notes'] }, write: async () => {} } })
    expect(composer.find('[data-side="reply"]').exists()).toBe(false)
    expect(composer.get('[data-side="note"]').attributes('aria-pressed')).toBe('true')
  })
})
