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
  /** What it is gathered under, where the bar would be too long otherwise. */
  under?: TextKey
}

/** Links that are gathered under one word, in the place of the first of them. */
export interface Gathered {
  says: TextKey
  links: Link[]
}

/** Fewer are not worth a menu. */
const FEW = 3

/** The bar: links, and those of one word behind that word. */
export function gather(links: Link[]): (Link | Gathered)[] {
  const bar: (Link | Gathered)[] = []
  for (const link of links) {
    const { under } = link
    const together = under === undefined ? [] : links.filter((one) => one.under === under)
    if (under === undefined || together.length < FEW) bar.push(link)
    else if (together[0] === link) bar.push({ says: under, links: together })
  }
  return bar
}
