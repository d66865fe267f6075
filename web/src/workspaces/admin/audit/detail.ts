/** What the trail keeps beside an action, made readable: one line a member, changes with what was and what is. */
export interface DetailLine {
  key: string
  changed: boolean
  before?: unknown
  after?: unknown
  value?: unknown
}

/** Actions whose members are pairs of before and after. */
const PAIRS = ['identity.change_person']

export function linesOf(action: string, text: string): DetailLine[] {
  const detail = parsed(text)
  if (!isRecord(detail)) return detail === null || detail === '' ? [] : [{ key: 'note', changed: false, value: detail }]
  const lines: DetailLine[] = []
  const members = { ...detail }
  for (const [first, second] of [
    ['before', 'after'],
    ['from', 'to'],
  ] as const) {
    if (first in members && second in members) {
      lines.push({ key: 'change', changed: true, before: members[first], after: members[second] })
      delete members[first]
      delete members[second]
    }
  }
  for (const [key, value] of Object.entries(members)) {
    if (isRecord(value) && 'from' in value && 'to' in value) lines.push({ key, changed: true, before: value.from, after: value.to })
    else if (PAIRS.includes(action) && Array.isArray(value) && value.length === 2) {
      if (!same(value[0], value[1])) lines.push({ key, changed: true, before: value[0], after: value[1] })
    } else if (value !== null && value !== '') lines.push({ key, changed: false, value })
  }
  return lines
}

/** The members of a detail as texts, to fill sentences with. */
export function membersOf(text: string): Record<string, string> {
  const detail = parsed(text)
  if (!isRecord(detail)) return {}
  const plain = Object.entries(detail).filter(([, value]) => typeof value === 'string' || typeof value === 'number')
  return Object.fromEntries(plain.map(([key, value]) => [key, String(value)]))
}

/** "接单 {number}[，来自 {address}]" with its holes filled; a bracket whose hole stays empty is left out. Null when another one does. */
export function fill(template: string, members: Record<string, string>): string | null {
  const put = (part: string): string | null => {
    let whole = true
    const filled = part.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = members[name]
      if (value === undefined || value === '') whole = false
      return value ?? ''
    })
    return whole ? filled : null
  }
  return put(template.replace(/\[([^\]]*)\]/g, (_, part: string) => put(part) ?? ''))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
