import type { SheetPart, SheetRow } from '@/api/inspection'

type Group = SheetPart['groups'][number]

/** Several systems of which the same is asked: systems as rows, what is asked as columns. */
export interface Matrix {
  columns: { title: string; limits: string }[]
  rows: { title: string; cells: SheetRow[]; note: string; deviation: boolean }[]
}

/** What stands on a sheet one below the other: tables of systems, and points that have no others of their kind. */
export type Block = { as: 'matrix'; matrix: Matrix } | { as: 'list'; groups: Group[] }

const FEWEST = 2
const shapeOf = (group: Group): string => JSON.stringify(group.rows.map((row) => row.title))

export function blocksOf(groups: Group[]): Block[] {
  const alike = new Map<string, Group[]>()
  for (const group of groups) alike.set(shapeOf(group), [...(alike.get(shapeOf(group)) ?? []), group])
  const blocks: Block[] = []
  const drawn = new Set<string>()
  for (const group of groups) {
    const shape = shapeOf(group)
    const others = alike.get(shape)!
    const last = blocks[blocks.length - 1]
    if (others.length < FEWEST || group.title === '') {
      if (last?.as === 'list') last.groups.push(group)
      else blocks.push({ as: 'list', groups: [group] })
    }
    else if (!drawn.has(shape)) blocks.push({ as: 'matrix', matrix: matrixOf(others) })
    drawn.add(shape)
  }
  return blocks
}

function matrixOf(groups: Group[]): Matrix {
  const columns = groups[0]!.rows.map((row, i) => ({ title: row.title, limits: groups.every((group) => group.rows[i]!.limits === row.limits) ? row.limits : '' }))
  return {
    columns,
    rows: groups.map((group) => ({
      title: group.title,
      cells: group.rows,
      note: group.rows.map((row) => row.note ?? '').filter((note) => note !== '').join('；'),
      deviation: group.rows.some((row) => row.deviation),
    })),
  }
}

/** "1500 毫秒" for "1500.0 毫秒". */
export function sayCell(value: string): string {
  return value.replace(/^(-?\d+)\.0(?= |$)/, '$1')
}
