import { afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'

import { boundKeys, useKeys } from './useKeys'

let scope: EffectScope

function bind(key: string): ReturnType<typeof vi.fn> {
  const run = vi.fn()
  scope = effectScope()
  scope.run(() => useKeys([{ key, says: 'keys.help', run }]))
  return run
}

function press(key: string, target: HTMLElement = document.body, init: KeyboardEventInit = {}): void {
  document.body.append(target === document.body ? '' : target)
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }))
}

describe('keys', () => {
  afterEach(() => scope.stop())

  it('run what they are bound to', () => {
    const run = bind('j')
    press('j')
    expect(run).toHaveBeenCalledOnce()
  })

  it('are text inside a field and the browser’s with a modifier', () => {
    const run = bind('j')
    press('j', document.createElement('input'))
    press('j', document.body, { ctrlKey: true })
    expect(run).not.toHaveBeenCalled()
  })

  it('belong to the input method while it puts characters together', () => {
    const run = bind('j')
    press('j', document.body, { isComposing: true })
    expect(run).not.toHaveBeenCalled()
  })

  it('still work on a box that was just ticked', () => {
    const run = bind('j')
    const box = document.createElement('input')
    box.type = 'checkbox'
    press('j', box)
    expect(run).toHaveBeenCalledOnce()
  })

  it('go to the latest binding whose moment it is', () => {
    const first = bind('j')
    const outer = scope
    const second = vi.fn()
    let now = false
    scope = effectScope()
    scope.run(() => useKeys([{ key: 'j', says: 'keys.help', run: second, when: () => now }]))
    press('j')
    now = true
    press('j')
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1])
    outer.stop()
  })

  it('are forgotten with the page that bound them', () => {
    const run = bind('j')
    scope.stop()
    press('j')
    expect(run).not.toHaveBeenCalled()
    expect(boundKeys().size).toBe(0)
  })
})
