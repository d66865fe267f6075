/** Differences below this are the network's, not the clock's. */
const TOLERATED_MS = 30_000

let offset = 0

/** Takes the server's time from an answer, because the clocks of office computers are often wrong. */
export function hearServerTime(date: string | null, now: number): void {
  const server = date === null ? Number.NaN : Date.parse(date)
  if (Number.isNaN(server)) return
  offset = Math.abs(server - now) > TOLERATED_MS ? server - now : 0
}

/** Takes a difference that was measured before the page was loaded anew, in milliseconds. */
export function hearSkew(ahead: number): void {
  offset = ahead
}

/** The server's time as far as known, in milliseconds since 1970. */
export function serverNow(): number {
  return Date.now() + offset
}
