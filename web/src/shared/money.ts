/** "¥1,803,000.00" from the text `1803000.00` that amounts are sent as; never a number in between. */
export function sayMoney(amount: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(amount.trim())
  if (!parts) return amount
  const [, sign = '', yuan = '', fen = ''] = parts
  return `${sign}¥${yuan.replace(/\B(?=(\d{3})+$)/g, ',')}.${fen.padEnd(2, '0')}`
}
