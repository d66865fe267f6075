/** The sum of amounts as sent, `1803000.00`, in whole fen so that nothing is rounded. */
export function sumOf(amounts: (string | null)[]): string {
  const fen = amounts.reduce((sum, amount) => sum + (amount === null ? 0n : fenOf(amount)), 0n)
  const text = fen.toString().padStart(3, '0')
  return `${text.slice(0, -2)}.${text.slice(-2)}`
}

function fenOf(amount: string): bigint {
  const [yuan = '0', fen = ''] = amount.split('.')
  return BigInt(yuan) * 100n + BigInt(fen.padEnd(2, '0').slice(0, 2))
}
