/** "¥1,803,000.00" from the text `1803000.00` that amounts are sent as; never a number in between. */
export function sayMoney(amount: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(amount.trim())
  if (!parts) return amount
  const [, sign = '', yuan = '', fen = ''] = parts
  return `${sign}¥${yuan.replace(/\B(?=(\d{3})+$)/g, ',')}.${fen.padEnd(2, '0')}`
}

const FEN = 100n

/** The sum of amounts as they are sent, exactly. */
export function sumMoney(amounts: string[]): string {
  const fen = amounts.reduce((sum, amount) => sum + fenOf(amount), 0n)
  const size = fen < 0n ? -fen : fen
  return `${fen < 0n ? '-' : ''}${size / FEN}.${String(size % FEN).padStart(2, '0')}`
}

function fenOf(amount: string): bigint {
  const parts = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(amount.trim())
  if (!parts) throw new Error(`no amount: ${amount}`)
  const [, sign = '', yuan = '0', fen = ''] = parts
  const size = BigInt(yuan) * FEN + BigInt(fen.padEnd(2, '0'))
  return sign === '-' ? -size : size
}
