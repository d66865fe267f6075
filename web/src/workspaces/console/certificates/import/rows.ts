/** What files may be dropped. */
export const ENDINGS = '.xlsx,.csv,.pem,.cer,.crt,.der,.pfx,.p12'

/** Whether a file of this name is opened by a password. */
export function isLocked(name: string): boolean {
  return /\.(pfx|p12)$/i.test(name)
}
