import type { TextKey } from '@/i18n'

/** A page in the bar at the top of a workspace. */
export interface Link {
  /** Name of its route. */
  name: string
  says: TextKey
  /** Names of further routes that lie behind it, like one thing of a list. */
  pages?: string[]
  /** The permission without which it is of no use. */
  needs?: string
}
