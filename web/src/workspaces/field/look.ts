import { ref, watchEffect } from 'vue'

import { dark } from '@/shared/theme'

export const LOOKS = ['auto', 'light', 'dark', 'sun'] as const
export type Look = (typeof LOOKS)[number]

const STORED = 'jianyue.look'
const stored = localStorage.getItem(STORED) as Look | null

/** How the phone is lit: as its system says, by hand, or as strongly as it can be for the sun. */
export const look = ref<Look>(stored !== null && LOOKS.includes(stored) ? stored : 'auto')

/** Applies the look while the field is shown; the desk keeps its own. */
export function useLook(): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const apply = (): void => {
    if (look.value !== 'auto') localStorage.setItem(STORED, look.value)
    else localStorage.removeItem(STORED)
    document.documentElement.classList.toggle('sun', look.value === 'sun')
    if (look.value !== 'auto' || stored !== null) dark.value = look.value === 'dark' || (look.value === 'auto' && system.matches)
  }
  const stop = watchEffect(apply)
  system.addEventListener('change', apply)
  return () => {
    stop()
    system.removeEventListener('change', apply)
    document.documentElement.classList.remove('sun')
  }
}
