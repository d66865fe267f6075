/** A place where two versions of a contract's text differ, under the rule in which it stands. */
export interface Change {
  /** Id, clause and title of the rule, as far as the text around says them. */
  rule: string | null
  clause: string | null
  title: string | null
  before: string[]
  after: string[]
}

/** Texts longer than this are not compared line by line in a browser. */
const MOST_LINES = 4_000

/** What changed between two texts, line by line, in the order of the newer one. */
export function changesOf(before: string, after: string): Change[] | null {
  const old = before.split('\n')
  const now = after.split('\n')
  if (old.length > MOST_LINES || now.length > MOST_LINES) return null
  let head = 0
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1
  let tail = 0
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1
  return blocks(old.slice(head, old.length - tail), now.slice(head, now.length - tail), now, head)
}

/** Longest common subsequence of what lies between the equal ends; what is not in it has changed. */
function blocks(old: string[], now: string[], whole: string[], offset: number): Change[] {
  const width = now.length + 1
  const length = new Uint16Array((old.length + 1) * width)
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      length[i * width + j] = old[i] === now[j] ? length[(i + 1) * width + j + 1]! + 1 : Math.max(length[(i + 1) * width + j]!, length[i * width + j + 1]!)
    }
  }
  const changes: Change[] = []
  let open: Change | null = null
  let i = 0
  let j = 0
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      open = null
      i += 1
      j += 1
      continue
    }
    if (open === null) {
      open = { ...placeOf(whole, offset + j), before: [], after: [] }
      changes.push(open)
    }
    const takeOld = j >= now.length || (i < old.length && length[(i + 1) * width + j]! >= length[i * width + j + 1]!)
    if (takeOld) open.before.push(old[i++]!)
    else open.after.push(now[j++]!)
  }
  return changes.filter((change) => [...change.before, ...change.after].some((line) => line.trim() !== ''))
}

/** The rule in which a line stands: the last `id` above it in its table, and that table's `clause`. */
function placeOf(lines: string[], at: number): Pick<Change, 'rule' | 'clause' | 'title'> {
  let start = Math.min(at, lines.length - 1)
  while (start > 0 && !/^\[/.test(lines[start]!)) start -= 1
  const table = lines.slice(start, start + 1).concat(lines.slice(start + 1).slice(0, Math.max(at - start, 0) + 12))
  const end = table.findIndex((line, n) => n > 0 && /^\[/.test(line))
  const own = end < 0 ? table : table.slice(0, end)
  const value = (key: string) => own.map((line) => new RegExp(`^${key} = "(.*)"`).exec(line)?.[1]).find((text) => text !== undefined) ?? null
  return { rule: value('id'), clause: value('clause'), title: value('title') ?? value('text') }
}
