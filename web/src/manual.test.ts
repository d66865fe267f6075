// @vitest-environment node
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

import { VIEWS } from './workspaces/console/tickets/views'
import { ACTIONS, EDIT } from './workspaces/console/ticket/actions'

const ROOT = resolve(import.meta.dirname, '../..')
const MANUAL = join(ROOT, 'docs/manual')
const chapters = readdirSync(MANUAL).filter((name) => name.endsWith('.md'))
const read = (path: string): string => readFileSync(path, 'utf8')

/** Every text of the pages by its key. */
const texts: Record<string, readonly [string, string]> = Object.assign(
  {},
  ...Object.values(import.meta.glob<Record<string, object>>('./i18n/text/*.ts', { eager: true })).flatMap((module) => Object.values(module)),
)

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** What a page can say: the text, with anything where it has a hole. A text that is little but holes says nothing of its own. */
const sayings = Object.values(texts)
  .map(([zh]) => zh)
  .filter((zh) => zh.replace(/\{\w+\}/g, '').length > 1 || /^[^{}]$/.test(zh))
  .map((zh) => new RegExp(`^${zh.split(/\{\w+\}/).map(escaped).join('.+')}$`))

function quoted(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1]!)
}

/** The texts of the server, all files in a row: a message is looked for piece by piece, because it has holes. */
function server(folder = join(ROOT, 'crates')): string {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !['tests', 'target'].includes(entry.name))
    .map((entry) => (entry.isDirectory() ? server(join(folder, entry.name)) : entry.name.endsWith('.rs') ? read(join(folder, entry.name)) : ''))
    .join('\n')
}

const heading = (line: string): string =>
  line
    .replace(/^#+ /, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replace(/ /g, '-')

describe.each(chapters)('the manual, %s', (name) => {
  const text = read(join(MANUAL, name))

  it('quotes what stands on the pages', () => {
    const unknown = quoted(text, /「([^」]+)」/g).filter((label) => !sayings.some((saying) => saying.test(label)))
    expect(unknown).toEqual([])
  })

  it('quotes what the server says', () => {
    const source = server()
    const unknown = quoted(text, /『([^』]+)』/g).filter((message) => message.split('…').some((piece) => piece.length > 1 && !source.includes(piece)))
    expect(unknown).toEqual([])
  })

  it('shows pictures that there are, each with words for those who do not see it', () => {
    const pictures = [...text.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)]
    for (const [, words, path] of pictures) {
      expect(words, path).not.toBe('')
      expect(existsSync(join(MANUAL, path!)), path).toBe(true)
      expect(statSync(join(MANUAL, path!)).size, path).toBeLessThan(200_000)
    }
  })

  it('has links that lead somewhere', () => {
    for (const link of quoted(text, /(?<!!)\[[^\]]+\]\(([^)]+)\)/g).filter((one) => !/^https?:/.test(one))) {
      const [path, anchor] = link.split('#') as [string, string?]
      const file = path === '' ? join(MANUAL, name) : join(dirname(join(MANUAL, name)), path)
      expect(existsSync(file), link).toBe(true)
      if (anchor !== undefined) expect(quoted(read(file), /^(#+ .+)$/gm).map(heading), link).toContain(anchor)
    }
  })
})

describe('the manual', () => {
  it('shows every picture that is taken, and no more than sixteen', () => {
    const shots = quoted(read(join(ROOT, 'web/screenshots/shots.mjs')), /\{ name: '([\w-]+)'/g)
    const all = chapters.map((name) => read(join(MANUAL, name))).join('\n')
    expect(shots.filter((shot) => !all.includes(`/${shot}.png)`))).toEqual([])
    expect(shots.length).toBeLessThanOrEqual(16)
  })

  it('is about each kind of reader, and leads to the phone system’s page', () => {
    const first = read(join(MANUAL, 'README.md'))
    expect(chapters.filter((name) => name !== 'README.md' && !first.includes(`](${name})`))).toEqual([])
    expect(read(join(MANUAL, 'console.md'))).toContain('](../screen-pop.md)')
  })

  it('lists the keys of the console as they are bound', () => {
    const table = read(join(MANUAL, 'console.md')).split('<!-- keys:begin -->')[1]?.split('<!-- keys:end -->')[0] ?? ''
    const listed = [...table.matchAll(/^\| `(\S+)` \| ([^|]+) \|/gm)].map(([, key, says]) => `${key} ${says!.trim()}`)
    const files = ['layout/Shell.vue', 'workspaces/console/tickets/Page.vue', 'workspaces/console/ticket/TicketView.vue', 'workspaces/console/bulk/BulkBar.vue', 'workspaces/console/held/HeldBar.vue', 'workspaces/console/calls/Page.vue', 'workspaces/console/roster/Page.vue', 'workspaces/console/returns/Page.vue', 'workspaces/console/returns/Panel.vue']
    const bound = files.flatMap((file) => [...read(join(ROOT, 'web/src', file)).matchAll(/key: '([^']+)', says: '([\w.]+)'/g)].map(([, key, says]) => ({ key: key!, says: says! })))
    const said = [...bound, ...[...ACTIONS, EDIT], ...VIEWS.map((view, i) => ({ key: String(i + 1), says: view.says }))].map(({ key, says }) => `${key} ${texts[says]![0]}`)
    expect([...listed].sort()).toEqual([...new Set(said)].sort())
  })
})
