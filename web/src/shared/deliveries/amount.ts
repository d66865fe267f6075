import { sayMoney } from '@/shared/money'

/** "¥20.00" from fen. */
export function sayFen(fen: number): string {
  const size = Math.abs(fen)
  return sayMoney(`${fen < 0 ? '-' : ''}${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')}`)
}

/** Fen from what somebody typed in yuan; nothing where it is no amount above zero. */
export function fenOf(text: string): number | null {
  const parts = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.trim().replace(/[,，¥￥\s]/g, ''))
  if (!parts) return null
  const fen = Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'))
  return fen > 0 ? fen : null
}
