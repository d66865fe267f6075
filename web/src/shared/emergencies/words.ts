import type { EntryKind, State } from '@/api/emergencies'

/** What people write down by hand, in the order of their keys. */
export const KINDS = ['decision', 'action', 'message', 'standby', 'back', 'observation', 'arrival'] as const satisfies readonly EntryKind[]
export type Kind = (typeof KINDS)[number]

export const burns = (state: State): boolean => state === 'open' || state === 'controlled'

/** `1:04:09`, or `12:05` within the first hour. */
export function sayElapsed(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (n: number): string => String(n).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  return `${hours > 0 ? `${hours}:` : ''}${hours > 0 ? two(Math.floor(whole / 60) % 60) : Math.floor(whole / 60)}:${two(whole % 60)}`
}

/** One moment a line: the minute, a blank, what happened. Lines without a minute go on with the one before. */
export function readMoments(text: string): { minute: number; text: string }[] {
  const moments: { minute: number; text: string }[] = []
  for (const line of text.split('\n').map((one) => one.trim()).filter((one) => one !== '')) {
    const [, minute, said] = /^(\d{1,4})\s*(?:分钟|分|′|:|：)?\s*(.+)$/.exec(line) ?? []
    if (said !== undefined) moments.push({ minute: Number(minute), text: said })
    else moments.push({ minute: moments[moments.length - 1]?.minute ?? 0, text: line })
  }
  return moments
}
