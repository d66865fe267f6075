import type { Asset, AssetClass, AssetLevel, AssetState } from '@/api/assets'
import { sayMoney } from '@/shared/money'

export const STATES: AssetState[] = ['in_use', 'in_stock', 'in_repair', 'scrapped', 'lost']
export const LEVELS: AssetLevel[] = ['it', 'finance', 'business']

const TONES: Record<AssetState, string> = { in_use: 'good', in_stock: 'run', in_repair: 'warn', scrapped: '', lost: 'bad' }

export function toneOf(state: AssetState): string {
  return TONES[state]
}

/** "¥12,000.50" from 1200050 fen. */
export function sayFen(fen: number): string {
  return sayMoney(fenToYuan(fen))
}

/** "12000.50" from 1200050 fen, for a form. */
export function fenToYuan(fen: number): string {
  const sign = fen < 0 ? '-' : ''
  const all = String(Math.abs(fen)).padStart(3, '0')
  return `${sign}${all.slice(0, -2)}.${all.slice(-2)}`
}

/** Fen from what somebody typed, "12,000.5"; nothing for nothing, and `undefined` where it is no amount. */
export function yuanToFen(typed: string): number | null | undefined {
  const text = typed.replace(/[,，\s¥￥]/g, '')
  if (text === '') return null
  const parts = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(text)
  return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0')) : undefined
}

export interface ClassNode {
  one: AssetClass
  depth: number
  /** Names from the top to it. */
  path: string
}

/** The tree from its top, each class before those below it. One whose parent is not there stands at the top. */
export function treeOf(classes: AssetClass[]): ClassNode[] {
  const known = new Set(classes.map((one) => one.id))
  const under = (parent: string | null): AssetClass[] => classes.filter((one) => (one.parent_id !== null && known.has(one.parent_id) ? one.parent_id : null) === parent)
  const walk = (parent: string | null, depth: number, above: string): ClassNode[] => under(parent).flatMap((one) => [{ one, depth, path: above + one.name }, ...walk(one.id, depth + 1, `${above}${one.name} / `)])
  return walk(null, 0, '')
}

/** How many assets a class has with all below it. */
export function inAllOf(nodes: ClassNode[], counts: { class_id: string; n: number }[]): Map<string, number> {
  const own = new Map(counts.map((one) => [one.class_id, one.n]))
  return new Map(
    nodes.map(({ one, depth }, i) => {
      const end = nodes.findIndex((next, j) => j > i && next.depth <= depth)
      const below = nodes.slice(i, end === -1 ? undefined : end)
      return [one.id, below.reduce((sum, node) => sum + (own.get(node.one.id) ?? 0), 0)]
    }),
  )
}

/** Ids of a class and all below it: where it cannot be put. */
export function withBelow(nodes: ClassNode[], id: string): Set<string> {
  const i = nodes.findIndex((node) => node.one.id === id)
  if (i === -1) return new Set()
  const end = nodes.findIndex((next, j) => j > i && next.depth <= nodes[i]!.depth)
  return new Set(nodes.slice(i, end === -1 ? undefined : end).map((node) => node.one.id))
}

/** An indented name, for a choice that knows no trees. */
export function indented({ one, depth }: ClassNode): string {
  return `${'　'.repeat(depth)}${one.code} ${one.name}`
}

export function isPastWarranty(asset: Pick<Asset, 'warranty_until'>, today: string): boolean {
  return asset.warranty_until !== null && asset.warranty_until < today
}

/** A picture of it that a page can show. */
export function pictureOf(svg: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
}
