import type { MovementKind, Spare } from '@/api/assets'

/** What people book; what a count books is booked by its end. */
export const KINDS: Exclude<MovementKind, 'counted'>[] = ['in', 'out', 'returned', 'scrapped']

const ADDS = new Set<MovementKind>(['in', 'returned'])

/** How many there are after it; nothing while no number is typed. */
export function after(spare: Pick<Spare, 'stock'>, kind: MovementKind, typed: string): number | null {
  if (!/^\d{1,7}$/.test(typed.trim()) || Number(typed) === 0) return null
  return spare.stock + (ADDS.has(kind) ? 1 : -1) * Number(typed)
}

/** "+3" and "-2". */
export function signed(n: number): string {
  return n > 0 ? `+${n}` : String(n)
}
