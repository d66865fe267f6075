/** What a text message is cut to by the server: three parts of 67. */
export const LONGEST_SMS = 201
/** Stands before every message that leaves the house. */
export const SMS_SIGNATURE = '【践约】'

const ALONE = 70
const PART = 67

export interface SmsLength {
  /** Characters, the signature in front included. */
  length: number
  /** Messages that are paid for: one of up to 70 characters, else parts of 67. */
  parts: number
  /** Whether its end is cut off. */
  cut: boolean
}

/** How long `line` is as a text message. */
export function smsLength(line: string): SmsLength {
  const signs = [...(SMS_SIGNATURE + line)]
  const length = signs.length
  // The network counts UTF-16 units: a sign beyond them, such as an emoji, counts twice.
  const units = signs.slice(0, LONGEST_SMS).join('').length
  return { length, parts: units <= ALONE ? 1 : Math.ceil(units / PART), cut: length > LONGEST_SMS }
}
