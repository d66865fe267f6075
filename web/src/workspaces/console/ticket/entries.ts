import type { Entry } from '@/api/types'
import { word } from '@/i18n'

const MESSAGES = ['replied', 'noted']

/** Something that a person wrote, as against something that happened. */
export function isMessage(entry: Entry): boolean {
  return MESSAGES.includes(entry.kind)
}

/** What else is worth knowing about an entry, as label and value; ids and nested things are left to the machines. */
export function detailsOf(entry: Entry): [string, string][] {
  return Object.entries(entry.data ?? {}).flatMap(([name, value]): [string, string][] => {
    const label = word('data', name)
    if (label === `data.${name}` || label === name) return []
    return typeof value === 'string' || typeof value === 'number' ? [[label, String(value)]] : []
  })
}
