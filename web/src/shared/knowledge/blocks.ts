/** A piece of a plain text: a paragraph, or a list of lines that began with a dash or a number. */
export interface Block {
  kind: 'text' | 'points' | 'steps'
  lines: string[]
}

/** Plain text with simple structure. Nothing in it is ever markup: the pieces are shown as text. */
export function blocks(text: string): Block[] {
  const found: Block[] = []
  let open: Block | null = null
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim()
    if (line === '') {
      open = null
      continue
    }
    const point = /^[-•·]\s+(.+)$/.exec(line)
    const step = /^\d{1,2}[.、．]\s*(.+)$/.exec(line)
    const kind = point ? 'points' : step ? 'steps' : 'text'
    const words = (point ?? step)?.[1] ?? line
    if (open === null || open.kind !== kind) {
      open = { kind, lines: [] }
      found.push(open)
    }
    open.lines.push(words)
  }
  return found
}
