import { openStore, removeStore } from './db'
import { forgetRead } from './refresh'

/**
 * Takes personal data off this device when somebody signs out. What they did and could not send yet stays, sealed from
 * others by its owner's id, until they sign in again; `everything` gives that up too.
 */
export async function forgetDevice(everything: boolean): Promise<void> {
  if (everything) return removeStore()
  const db = await openStore()
  const unsent = (await db.count('operations')) + (await db.count('drafts')) > 0
  if (unsent) await forgetRead(db)
  db.close()
  if (!unsent) await removeStore()
}
