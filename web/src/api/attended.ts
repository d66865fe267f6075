/** Without a key, a click or a touch for so long, nobody sits here. */
const AWAY_MS = 15 * 60_000

let last = Date.now()

for (const sign of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
  globalThis.addEventListener?.(sign, () => (last = Date.now()), { passive: true, capture: true })
}

/** Whether somebody sits here. Live lists go on asking by themselves; that alone must not keep a session open for ever. */
export function isAttended(): boolean {
  return Date.now() - last < AWAY_MS
}
