import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** Whether the window fits a media query now. */
export function useMedia(query: string): Readonly<Ref<boolean>> {
  const list = matchMedia(query)
  const fits = ref(list.matches)
  const change = (event: MediaQueryListEvent): void => void (fits.value = event.matches)
  list.addEventListener('change', change)
  onScopeDispose(() => list.removeEventListener('change', change))
  return readonly(fits)
}
