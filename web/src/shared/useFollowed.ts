import { onScopeDispose, watch } from 'vue'

/** Looks again and again while something is under way, and stops when it has ended or nobody shows it any more. */
export function useFollowed(underWay: () => boolean, look: () => Promise<unknown>, everyMs = 1_500): void {
  let waiting: ReturnType<typeof setTimeout> | undefined
  let isGone = false

  async function again(): Promise<void> {
    await look()
    clearTimeout(waiting)
    if (underWay() && !isGone) waiting = setTimeout(() => void again(), everyMs)
  }

  watch(
    underWay,
    (now) => {
      clearTimeout(waiting)
      if (now) waiting = setTimeout(() => void again(), everyMs)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    isGone = true
    clearTimeout(waiting)
  })
}
