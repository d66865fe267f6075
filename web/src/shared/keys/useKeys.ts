import { onScopeDispose, shallowReactive } from 'vue'

import type { TextKey } from '@/i18n'

export interface KeyBinding {
  key: string
  says: TextKey
  run: () => void
  /** Works on every page, not only where it is bound. */
  everywhere?: boolean
}

const bound = shallowReactive(new Set<KeyBinding>())
let listening = false

/** True where a key press is text or belongs to an open dialog. */
function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector('.el-overlay:not([style*="display: none"])')) return true
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('[role="listbox"], [role="menu"]') !== null)
}

function hear(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
  // Enter on a link or a button is that link's or button's own.
  if (event.key === 'Enter' && event.target instanceof HTMLElement && event.target.closest('a, button')) return
  const binding = [...bound].reverse().find((candidate) => candidate.key === event.key)
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
