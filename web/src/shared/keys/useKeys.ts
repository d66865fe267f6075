import { onScopeDispose, shallowReactive } from 'vue'

import type { TextKey } from '@/i18n'

/** Where a key works, for the list of keys. */
export type KeyGroup = 'list' | 'bulk' | 'ticket' | 'writing'

export interface KeyBinding {
  /** As the browser names it; `Ctrl+Enter` and the like are listed here but heard by the field that is typed into. */
  key: string
  says: TextKey
  run: () => void
  /** Works on every page, not only where it is bound. */
  everywhere?: boolean
  group?: KeyGroup
  /** Only then; otherwise the key is another binding's or nobody's. */
  when?: () => boolean
}

const bound = shallowReactive(new Set<KeyBinding>())
let listening = false

/** Inputs that take no text: a key pressed on them is still a key. */
const NO_TEXT = /^(checkbox|radio|button|submit|reset|file|range|color)$/

/** True where a key press is text or belongs to an open dialog. */
function isTyping(target: EventTarget | null): boolean {
  // A dialog that is fading away is over: the next key is for the page.
  if (document.querySelector('.el-overlay:not([style*="display: none"], [class*="leave-active"])')) return true
  if (!(target instanceof HTMLElement) || target.closest('.el-overlay')) return false
  if (target instanceof HTMLInputElement && NO_TEXT.test(target.type)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('[role="listbox"], [role="menu"]') !== null
}

/** True while an input method puts characters together: its Enter and its letters are its own. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229
}

function hear(event: KeyboardEvent): void {
  if (event.defaultPrevented || isComposing(event) || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
  // Enter on a link or a button is that link's or button's own.
  if (event.key === 'Enter' && event.target instanceof HTMLElement && event.target.closest('a, button, summary')) return
  const binding = [...bound].reverse().find((candidate) => candidate.key === event.key && (candidate.when?.() ?? true))
  if (!binding) return
  event.preventDefault()
  binding.run()
}

/** Binds keys while the calling component lives. */
export function useKeys(bindings: KeyBinding[]): void {
  if (!listening) {
    listening = true
    document.addEventListener('keydown', hear)
  }
  bindings.forEach((binding) => bound.add(binding))
  onScopeDispose(() => bindings.forEach((binding) => bound.delete(binding)))
}

/** What is bound now, for the list of keys. */
export function boundKeys(): ReadonlySet<KeyBinding> {
  return bound
}
