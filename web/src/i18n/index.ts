import { ref, watch } from 'vue'

import { account } from './text/account'
import type { admin } from './text/admin'
import type { assets } from './text/assets'
import type { assetWords } from './text/assetWords'
import type { assurance } from './text/assurance'
import type { availability } from './text/availability'
import type { backups } from './text/backups'
import type { catalogue } from './text/catalogue'
import type { billing } from './text/billing'
import type { certificates } from './text/certificates'
import type { changes } from './text/changes'
import type { checklist } from './text/checklist'
import { common } from './text/common'
import { contract } from './text/contract'
import type { deliveries } from './text/deliveries'
import { desk } from './text/desk'
import type { duties } from './text/duties'
import type { emergencies } from './text/emergencies'
import type { field } from './text/field'
import { frame } from './text/frame'
import type { hotline } from './text/hotline'
import type { importing } from './text/importing'
import type { inspection } from './text/inspection'
import type { inventory } from './text/inventory'
import type { knowledge } from './text/knowledge'
import type { letters } from './text/letters'
import type { mail } from './text/mail'
import type { manage } from './text/manage'
import type { notices } from './text/notices'
import type { notify } from './text/notify'
import { open } from './text/open'
import type { papers } from './text/papers'
import type { portal } from './text/portal'
import type { probing } from './text/probing'
import type { reports } from './text/reports'
import type { round } from './text/round'
import type { security } from './text/security'
import type { staffing } from './text/staffing'
import { entryData, ticket } from './text/ticket'
import { tickets } from './text/tickets'
import { words } from './text/words'

export type Locale = 'zh' | 'en'

type Texts = Record<string, readonly [string, string]>

/** What every page may say, Chinese first: `[中文, English]`. */
const base = { ...common, ...frame, ...words, ...account, ...tickets, ...ticket, ...entryData, ...open, ...contract, ...desk }

/** What only one workspace says; it is loaded with the first page of that workspace. */
const SETS = {
  portal: () => import('./text/portal').then(({ portal }) => portal as Texts),
  field: () => import('./text/field').then(({ field }) => field as Texts),
  hotline: () => import('./text/hotline').then(({ hotline }) => hotline as Texts),
  mail: () => import('./text/mail').then(({ mail }) => mail as Texts),
  notify: () => import('./text/notify').then(({ notify }) => notify as Texts),
  notices: () => import('./text/notices').then(({ notices }) => notices as Texts),
  assets: () => import('./text/assets').then(({ assets }) => assets as Texts),
  assetWords: () => import('./text/assetWords').then(({ assetWords }) => assetWords as Texts),
  availability: () => import('./text/availability').then(({ availability }) => availability as Texts),
  billing: () => import('./text/billing').then(({ billing }) => billing as Texts),
  backups: () => import('./text/backups').then(({ backups }) => backups as Texts),
  inventory: () => import('./text/inventory').then(({ inventory }) => inventory as Texts),
  checklist: () => import('./text/checklist').then(({ checklist }) => checklist as Texts),
  importing: () => import('./text/importing').then(({ importing }) => importing as Texts),
  assurance: () => import('./text/assurance').then(({ assurance }) => assurance as Texts),
  catalogue: () => import('./text/catalogue').then(({ catalogue }) => catalogue as Texts),
  changes: () => import('./text/changes').then(({ changes }) => changes as Texts),
  deliveries: () => import('./text/deliveries').then(({ deliveries }) => deliveries as Texts),
  emergencies: () => import('./text/emergencies').then(({ emergencies }) => emergencies as Texts),
  letters: () => import('./text/letters').then(({ letters }) => letters as Texts),
  papers: () => import('./text/papers').then(({ papers }) => papers as Texts),
  security: () => import('./text/security').then(({ security }) => security as Texts),
  staffing: () => import('./text/staffing').then(({ staffing }) => staffing as Texts),
  duties: () => import('./text/duties').then(({ duties }) => duties as Texts),
  inspection: () => import('./text/inspection').then(({ inspection }) => inspection as Texts),
  knowledge: () => import('./text/knowledge').then(({ knowledge }) => knowledge as Texts),
  round: () => import('./text/round').then(({ round }) => round as Texts),
  reports: () => import('./text/reports').then(({ reports }) => reports as Texts),
  probing: () => import('./text/probing').then(({ probing }) => probing as Texts),
  certificates: () => import('./text/certificates').then(({ certificates }) => certificates as Texts),
  manage: () => Promise.all([import('./text/admin'), import('./text/manage')]).then(([{ admin }, { manage }]): Texts => ({ ...admin, ...manage })),
}

export type TextSet = keyof typeof SETS
export const TEXT_SETS = Object.keys(SETS) as TextSet[]

export type TextKey = keyof typeof base | keyof typeof assets | keyof typeof assetWords | keyof typeof availability | keyof typeof backups | keyof typeof billing | keyof typeof certificates | keyof typeof checklist | keyof typeof assurance | keyof typeof catalogue | keyof typeof changes | keyof typeof deliveries | keyof typeof emergencies | keyof typeof letters | keyof typeof papers | keyof typeof security | keyof typeof staffing | keyof typeof duties | keyof typeof importing | keyof typeof inspection | keyof typeof inventory | keyof typeof knowledge | keyof typeof portal | keyof typeof field | keyof typeof admin | keyof typeof manage | keyof typeof mail | keyof typeof notices | keyof typeof notify | keyof typeof hotline | keyof typeof probing | keyof typeof reports | keyof typeof round

const texts: Texts = { ...base }
const known = new Set<TextSet>()

/** Loads what a workspace says, once. */
export async function learn(sets: TextSet[]): Promise<void> {
  const missing = sets.filter((name) => !known.has(name))
  const loaded = await Promise.all(missing.map((name) => SETS[name]()))
  loaded.forEach((set) => Object.assign(texts, set))
  missing.forEach((name) => known.add(name))
}

const STORED = 'jianyue.locale'

export const locale = ref<Locale>(localStorage.getItem(STORED) === 'en' ? 'en' : 'zh')

watch(
  locale,
  (chosen) => {
    localStorage.setItem(STORED, chosen)
    document.documentElement.lang = chosen === 'zh' ? 'zh-CN' : 'en'
  },
  { immediate: true },
)

/** The sentence in the chosen language, with `{name}` filled in. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  // A key of a set that is not there yet would be a fault of the routes; it is shown rather than a broken page.
  const [zh, en] = texts[key] ?? [key, key]
  const sentence: string = locale.value === 'zh' ? zh : en
  return sentence.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole))
}

/** The word for a value that came from the server; an unknown one is shown as it came. */
export function word(group: 'state' | 'kind' | 'channel' | 'clock' | 'role' | 'entry' | 'action' | 'form' | 'terms' | 'data' | 'relation' | 'fact' | 'group' | 'notice' | 'variable' | 'callChannel' | 'outcome' | 'duty' | 'returnState' | 'returnResult' | 'algorithm', value: string): string {
  const key = `${group}.${value}`
  return key in texts ? t(key as TextKey) : value
}
