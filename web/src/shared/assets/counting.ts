import type { CountedLine, StockLine, StockTaking } from '@/api/assets'

/** A line as the phone keeps it. */
export type KeptLine = Pick<StockLine, 'id' | 'asset_id' | 'code' | 'name' | 'place' | 'unit' | 'booked' | 'counted'>

/** What was counted here, and whether the server has it. */
export interface Count {
  counted: number
  at: string
  sent: boolean
}

/** A stock-taking on the phone: its lines as they were read, and on top of them what was counted here. */
export interface KeptCount {
  taking: Pick<StockTaking, 'id' | 'title' | 'of' | 'contract_id'>
  lines: KeptLine[]
  counts: Record<string, Count>
}

export function keptOf(taking: StockTaking, lines: StockLine[]): KeptCount {
  return {
    taking: { id: taking.id, title: taking.title, of: taking.of, contract_id: taking.contract_id },
    lines: lines.map(({ id, asset_id, code, name, place, unit, booked, counted }) => ({ id, asset_id, code, name, place, unit, booked, counted })),
    counts: {},
  }
}

/** A code as the server writes it: full-width letters of a Chinese keyboard and small ones are the same. */
export function canonical(code: string): string {
  return code.normalize('NFKC').replace(/\s/g, '').toUpperCase()
}

/** The id that a label says, `https://…/a/{id}`. */
export function assetOf(text: string): string {
  return /\/a\/([0-9a-f-]{36})/i.exec(text)?.[1]?.toLowerCase() ?? ''
}

/** The line that a scanned label or a typed code means. */
export function lineOf(lines: KeptLine[], text: string): KeptLine | undefined {
  const asset = assetOf(text)
  if (asset !== '') return lines.find((line) => line.asset_id === asset)
  const code = canonical(text)
  return lines.find((line) => canonical(line.code) === code)
}

/** How many were counted of a line: here, else elsewhere. */
export function countedOf(kept: KeptCount, line: KeptLine): number | null {
  return kept.counts[line.id]?.counted ?? line.counted
}

export function counting(kept: KeptCount, line: string, counted: number, at: string): KeptCount {
  return { ...kept, counts: { ...kept.counts, [line]: { counted, at, sent: false } } }
}

/** What the server does not have yet, in the order in which it was counted. */
export function unsentOf(kept: KeptCount): (CountedLine & { id: string; at: string })[] {
  return Object.entries(kept.counts)
    .filter(([, count]) => !count.sent)
    .map(([id, { counted, at }]) => ({ id, counted, at }))
    .sort((a, b) => a.at.localeCompare(b.at))
}

/** After `lines` were sent: what was counted anew meanwhile stays unsent. */
export function sentOf(kept: KeptCount, lines: { id: string; at: string }[]): KeptCount {
  const counts = { ...kept.counts }
  for (const { id, at } of lines) if (counts[id]?.at === at) counts[id] = { ...counts[id], sent: true }
  return { ...kept, counts }
}

/** What was read anew, with what was counted here and is not sent on top of it. */
export function refreshed(kept: KeptCount | null, read: KeptCount): KeptCount {
  const unsent = Object.entries(kept?.counts ?? {}).filter(([id, count]) => !count.sent && read.lines.some((line) => line.id === id))
  return { ...read, counts: Object.fromEntries(unsent) }
}
