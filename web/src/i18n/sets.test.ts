import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

import { describe, expect, it } from 'vitest'

const SRC = join(import.meta.dirname, '..')

/** Which files of texts are there for whom, beyond those of every page. */
const SETS: Record<string, string[]> = { everyone: ['notices'], portal: ['portal'], field: ['field', 'inspection', 'round'], admin: ['admin', 'mail', 'manage', 'notify'], account: ['admin', 'manage'], finance: ['billing', 'papers', 'portal'] }
/** Pages that say more than their workspace does; their routes name it. */
const MORE: [string, string[]][] = [
  ...['calls', 'waits', 'sources', 'roster', 'returns'].map((page): [string, string[]] => [`workspaces/console/${page}/`, ['hotline', 'portal']]),
  ...['assets', 'asset', 'spares', 'stock-takings', 'stock-taking'].map((page): [string, string[]] => [`workspaces/console/${page}/`, ['assets', 'assetWords']]),
  ['workspaces/portal/assets/', ['assets', 'assetWords']],
  ['workspaces/field/asset', ['assetWords']],
  ['workspaces/field/count/', ['assetWords']],
  ['shared/assets/', ['assetWords', 'assets']],
  ['shared/importing/', ['importing']],
  ['workspaces/console/certificates/', ['certificates', 'portal']],
  ['workspaces/portal/certificates/', ['certificates']],
  ['shared/certificates/', ['certificates']],
  ['workspaces/console/backups/', ['backups']],
  ['workspaces/portal/backups/', ['backups']],
  ['shared/backups/', ['backups']],
  ['workspaces/console/inventory/', ['inventory']],
  ['workspaces/portal/inventory/', ['inventory']],
  ['shared/inventory/', ['inventory']],
  ['workspaces/console/probes/', ['probing', 'portal']],
  ['workspaces/portal/figures/', ['hotline']],
  ['workspaces/portal/returns/', ['hotline']],
  ['workspaces/console/inspections/', ['inspection']],
  ['workspaces/console/inspection/', ['inspection']],
  ['workspaces/portal/availability/', ['availability', 'probing']],
  ['workspaces/console/checklists/', ['inspection', 'checklist']],
  ['workspaces/portal/inspections/', ['inspection']],
  ['shared/inspection/', ['inspection']],
  ['shared/hotline/', ['hotline']],
  ['shared/duties/', ['duties']],
  ['shared/staffing/', ['staffing', 'papers']],
  ['shared/files/', ['papers']],
  ['shared/sign/', ['papers']],
  ['workspaces/console/staffing/', ['staffing']],
  ['workspaces/console/trainings/', ['staffing']],
  ['workspaces/portal/staffing/', ['staffing']],
  ['workspaces/portal/trainings/', ['staffing']],
  ['workspaces/field/on-site/', ['staffing']],
  ['workspaces/console/duties/', ['duties']],
  ['workspaces/portal/duties/', ['duties']],
  ['shared/catalogue/', ['catalogue', 'papers']],
  ['workspaces/console/service-requests/', ['catalogue']],
  ['workspaces/portal/service-requests/', ['catalogue']],
  ['shared/emergencies/', ['emergencies', 'papers']],
  ['workspaces/console/emergenc', ['emergencies']],
  ['workspaces/portal/emergencies/', ['emergencies']],
  ['shared/deliveries/', ['deliveries']],
  ['workspaces/console/deliveries/', ['deliveries', 'importing']],
  ['workspaces/console/reconciliations/', ['deliveries', 'importing']],
  ['workspaces/console/card-', ['deliveries']],
  ['workspaces/portal/deliveries/', ['deliveries']],
  ['shared/letters/', ['letters']],
  ['workspaces/console/letters/', ['letters']],
  ['workspaces/portal/letters/', ['letters']],
  ['shared/assurance/', ['assurance']],
  ['workspaces/console/assurance/', ['assurance']],
  ['workspaces/portal/assurance/', ['assurance']],
  ['shared/changes/', ['changes']],
  ['workspaces/console/changes/', ['changes']],
  ['workspaces/portal/changes/', ['changes']],
  ['shared/security/', ['security', 'papers']],
  ['workspaces/console/security/', ['security']],
  ['workspaces/portal/security/', ['security']],
  ['workspaces/console/board/', ['reports', 'portal']],
  ['shared/reports/', ['reports', 'portal']],
  ['shared/dossier/', ['reports']],
  ['workspaces/console/reports/', ['reports']],
  ['workspaces/portal/reports/', ['reports']],
  ['workspaces/console/acceptance/', ['reports']],
  ['workspaces/portal/acceptance/', ['reports']],
]
const LAZY = ['reports', 'papers', 'emergencies', 'deliveries', 'catalogue', 'billing', 'staffing', 'assurance', 'letters', 'security', 'changes', 'backups', 'inventory', 'duties', 'assets', 'assetWords', 'importing', 'availability', 'checklist', 'round', 'inspection', 'certificates', 'knowledge', 'notices', 'portal', 'field', 'admin', 'manage', 'notify', 'hotline', 'mail', 'probing']
/** Shown before a workspace is entered, or when nothing can be loaded. */
const DOORS = ['workspaces/account/sign-in', 'workspaces/account/password', 'workspaces/account/unreachable']
/** The drawer that every frame opens, after it has loaded what it says. */
const OF_THE_NOTICES = ['shared/notices/']
/** What is known is shown on pages of several workspaces, each of which loads its words first. */
const OF_THE_KNOWLEDGE = ['shared/knowledge/', 'workspaces/console/knowledge/', 'workspaces/console/open-ticket/Page.vue']
/** Shared by name only: drawn by pages of the portal. */
const OF_THE_PORTAL = ['shared/charts/']

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)]))
}

/** The file of texts of each key. */
const home = new Map(
  files(join(SRC, 'i18n/text')).flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/^ *'([\w.-]+)': \[/gm)].map((found): [string, string] => [found[1]!, file.replace(/.*\/|\.ts$/g, '')])),
)

/** The texts that a file may use. */
function allowed(path: string): string[] {
  if (DOORS.some((door) => path.startsWith(door))) return []
  if (OF_THE_NOTICES.some((part) => path.startsWith(part))) return ['notices']
  if (OF_THE_KNOWLEDGE.some((part) => path.startsWith(part))) return ['knowledge']
  if (OF_THE_PORTAL.some((part) => path.startsWith(part))) return ['portal']
  const workspace = /^workspaces\/(\w+)\//.exec(path)?.[1] ?? ''
  return [...(SETS[workspace] ?? []), ...MORE.filter(([part]) => path.startsWith(part)).flatMap(([, sets]) => sets)]
}

describe('texts that are loaded with a workspace', () => {
  const sources = files(SRC).filter((file) => /\.(ts|vue)$/.test(file) && !file.includes('/i18n/') && !file.endsWith('.test.ts'))

  it('are used by its pages only', () => {
    const astray = sources.flatMap((file) => {
      const path = relative(SRC, file)
      // A title of a route is read after the texts of its page came.
      const source = readFileSync(file, 'utf8').replace(/title: '[\w.-]+'/g, '')
      const keys = [...source.matchAll(/'([\w-]+\.[\w.-]+)'/g)].map((found) => found[1]!)
      return keys.filter((key) => LAZY.includes(home.get(key) ?? '') && !allowed(path).includes(home.get(key)!)).map((key) => `${path}: ${key}`)
    })
    expect(astray).toEqual([])
  })

  it('are not empty', () => {
    for (const set of LAZY) expect([...home.values()].filter((name) => name === set).length).toBeGreaterThan(10)
  })
})
