/** Lines of two texts laid side by side. */
export interface DiffLine {
  kind: 'same' | 'gone' | 'new'
  text: string
  /** Its number in the older text, in the newer one. */
  before: number | null
  after: number | null
}

/** A run of changes with the lines around them, under the rule in which it stands. */
export interface Hunk {
  under: string
  lines: DiffLine[]
}

/** Above so many pairs of differing lines the middle is shown as replaced; nobody reads such a comparison line by line. */
const MOST_PAIRS = 16_000_000

/** The shortest way from one text to the other, line by line. */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1
  let tail = 0
  while (tail < before.length - head && tail < after.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1
  const lines: DiffLine[] = before.slice(0, head).map((text, i) => same(text, i + 1, i + 1))
  lines.push(...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail), head))
  for (let i = tail; i > 0; i -= 1) lines.push(same(before[before.length - i] ?? '', before.length - i + 1, after.length - i + 1))
  return lines
}

function same(text: string, before: number, after: number): DiffLine {
  return { kind: 'same', text, before, after }
}

function middle(was: readonly string[], is: readonly string[], shift: number): DiffLine[] {
  const gone = (i: number): DiffLine => ({ kind: 'gone', text: was[i] ?? '', before: shift + i + 1, after: null })
  const fresh = (j: number): DiffLine => ({ kind: 'new', text: is[j] ?? '', before: null, after: shift + j + 1 })
  if (was.length * is.length > MOST_PAIRS) return [...was.keys()].map(gone).concat([...is.keys()].map(fresh))
  // Lengths of the longest common rest from each pair of lines on.
  const width = is.length + 1
  const rest = new Uint16Array((was.length + 1) * width)
  for (let i = was.length - 1; i >= 0; i -= 1) {
    for (let j = is.length - 1; j >= 0; j -= 1) {
      const [down, right] = [rest[(i + 1) * width + j] ?? 0, rest[i * width + j + 1] ?? 0]
      rest[i * width + j] = was[i] === is[j] ? (rest[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(down, right)
    }
  }
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < was.length || j < is.length) {
    if (i < was.length && j < is.length && was[i] === is[j]) lines.push(same(was[i] ?? '', shift + (i += 1), shift + (j += 1)))
    else if (j >= is.length || (i < was.length && (rest[(i + 1) * width + j] ?? 0) >= (rest[i * width + j + 1] ?? 0))) lines.push(gone(i++))
    else lines.push(fresh(j++))
  }
  return lines
}

/** Only what changed, with a few lines around. */
export function hunksOf(lines: readonly DiffLine[], around = 3): Hunk[] {
  const hunks: Hunk[] = []
  let until = -1
  lines.forEach((line, i) => {
    if (line.kind === 'same') return
    const first = Math.max(i - around, until + 1, 0)
    const last = Math.min(i + around, lines.length - 1)
    const joined = hunks.at(-1)
    if (joined && first === until + 1 && until >= 0) joined.lines.push(...lines.slice(first, last + 1))
    else hunks.push({ under: headAbove(lines, first), lines: lines.slice(first, last + 1) })
    until = Math.max(until, last)
  })
  return hunks
}

/** The rule under which a line of a contract's text stands: its section and its id. */
function headAbove(lines: readonly DiffLine[], from: number): string {
  let id = ''
  for (let i = from; i >= 0; i -= 1) {
    const text = lines[i]?.text ?? ''
    const named = /^id = "(.+)"$/.exec(text)
    if (named && !id) id = named[1] ?? ''
    if (text.startsWith('[')) return [text.replace(/[[\]]/g, ''), id].filter((part) => part !== '').join(' ')
  }
  return id
}
