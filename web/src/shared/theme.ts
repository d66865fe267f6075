import { ref, watchEffect } from 'vue'

const STORED = 'jianyue.theme'

function preferred(): boolean {
  const stored = localStorage.getItem(STORED)
  return stored === null ? matchMedia('(prefers-color-scheme: dark)').matches : stored === 'dark'
}

/** Whether the dark colours are on: as the system says until somebody chooses. */
export const dark = ref(preferred())

watchEffect(() => document.documentElement.classList.toggle('dark', dark.value))

export function toggleTheme(): void {
  dark.value = !dark.value
  localStorage.setItem(STORED, dark.value ? 'dark' : 'light')
}
