import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'

import ClauseChip from './ClauseChip.vue'

describe('a clause that is a reading', () => {
  it('says why to a finger and to the keyboard, and folds again', async () => {
    const chip = mount(ClauseChip, { props: { clause: '四.2', assumed: '没有写时段' } })
    const mark = chip.get('button')
    const why = chip.get(`[id="${mark.attributes('aria-controls')}"]`)
    expect([mark.attributes('aria-expanded'), why.classes('jy-hidden')]).toEqual(['false', true])
    await mark.trigger('click')
    expect([mark.attributes('aria-expanded'), why.classes('jy-hidden'), why.text()]).toEqual(['true', false, '合同没有写明，按此理解：没有写时段'])
    await mark.trigger('click')
    expect(why.classes('jy-hidden')).toBe(true)
  })

  it('has no mark where the contract says it', () => {
    expect(mount(ClauseChip, { props: { clause: '四.2' } }).find('button').exists()).toBe(false)
  })
})
