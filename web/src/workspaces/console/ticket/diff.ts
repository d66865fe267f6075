/** A stretch of a text beside another: in both, only in the old one, only in the new one. */
export interface Piece {
  kind: 'same' | 'gone' | 'new'
  text: string
}

/** A stretch of tokens of the base, from `from` up to before `to`, that became `by`. */
interface Change {
  from: number
  to: number
  by: string[]
}

const segmenter = typeof Intl !== 'undefined' && 'Segmenter' in Intl ? new Intl.Segmenter('zh', { granularity: 'word' }) : null

/** Beyond this many comparisons a changed stretch is shown as one. */
const MOST_CELLS = 4_000_000

/** Words as a reader sees them, Chinese ones too; nothing is lost between them. */
export function tokens(text: string): string[] {
  return segmenter ? [...segmenter.segment(text)].map((one) => one.segment) : [...text]
}

/** What became of `before`, stretch by stretch. */
export function differ(before: string, after: string): Piece[] {
  const base = tokens(before)
  const pieces: Piece[] = []
  let at = 0
  for (const change of changesOf(base, tokens(after))) {
    push(pieces, 'same', base.slice(at, change.from))
    push(pieces, 'gone', base.slice(change.from, change.to))
    push(pieces, 'new', change.by)
    at = change.to
  }
  push(pieces, 'same', base.slice(at))
  return pieces
}

/** Both sides' changes in one text, or null where they touch the same words. */
export function merge(base: string, mine: string, theirs: string): string | null {
  const words = tokens(base)
  const changes = [...changesOf(words, tokens(mine)).map((change) => ({ ...change, side: 0 })), ...changesOf(words, tokens(theirs)).map((change) => ({ ...change, side: 1 }))].sort((one, other) => one.from - other.from || one.to - other.to)
  let text = ''
  let at = 0
  let last: (Change & { side: number }) | null = null
  for (const change of changes) {
    if (last !== null && last.side !== change.side && change.from <= last.to) {
      // The same change on both sides is one change; anything else on the same words is for people to decide.
      if (change.from === last.from && change.to === last.to && change.by.join('') === last.by.join('')) continue
      return null
    }
    text += words.slice(at, change.from).join('') + change.by.join('')
    at = change.to
    last = change
  }
  return text + words.slice(at).join('')
}

function push(pieces: Piece[], kind: Piece['kind'], words: string[]): void {
  if (words.length > 0) pieces.push({ kind, text: words.join('') })
}

function changesOf(before: string[], after: string[]): Change[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1
  let end = 0
  while (end < before.length - start && end < after.length - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1
  const from = before.slice(start, before.length - end)
  const to = after.slice(start, after.length - end)
  if (from.length === 0 && to.length === 0) return []
  if (from.length === 0 || to.length === 0 || from.length * to.length > MOST_CELLS) return [{ from: start, to: start + from.length, by: to }]
  return between(from, to, start)
}

/** By the longest common sequence of words. */
function between(from: string[], to: string[], offset: number): Change[] {
  const width = to.length + 1
  const longest = new Uint16Array((from.length + 1) * width)
  for (let i = from.length - 1; i >= 0; i -= 1) {
    for (let j = to.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] = from[i] === to[j] ? longest[(i + 1) * width + j + 1]! + 1 : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!)
    }
  }
  const changes: Change[] = []
  let open: Change | null = null
  let [i, j] = [0, 0]
  while (i < from.length || j < to.length) {
    if (i < from.length && j < to.length && from[i] === to[j]) {
      open = null
      i += 1
      j += 1
      continue
    }
    if (open === null) changes.push((open = { from: offset + i, to: offset + i, by: [] }))
    if (j >= to.length || (i < from.length && longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!)) {
      i += 1
      open.to = offset + i
    } else {
      open.by.push(to[j]!)
      j += 1
    }
  }
  return changes
}
