/** "¥1,803,000.00" from whole fen, without floating point. */
export function sayMoney(fen: number): string {
  const whole = BigInt(Math.trunc(fen))
  const size = whole < 0n ? -whole : whole
  const yuan = (size / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ',')
  return `${whole < 0n ? '-' : ''}¥${yuan}.${(size % 100n).toString().padStart(2, '0')}`
}
