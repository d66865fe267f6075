import type { Encryption, Engine, NewSource, Source, SourceChange } from '@/api/inventory'

export const ENGINES: readonly Engine[] = ['postgres', 'mysql', 'sqlserver', 'sqlite']
export const ENCRYPTIONS: readonly Encryption[] = ['prefer', 'verify', 'off']

/** What a password was given for: another door, and the server forgets it. */
const DOOR = ['host', 'port', 'username', 'encryption', 'ca_pem'] as const

/** A source as the form has it: what one types, so numbers are texts. */
export interface Draft {
  contract: string
  title: string
  work: string
  rule: string
  engine: Engine
  host: string
  port: string
  database: string
  username: string
  path: string
  encryption: Encryption
  ca: string
  password: string
  forget: boolean
  schemas: string
  every: string
}

export function emptyDraft(contract: string): Draft {
  return { contract, title: '', work: '', rule: '', engine: 'postgres', host: '', port: '', database: '', username: '', path: '', encryption: 'prefer', ca: '', password: '', forget: false, schemas: '', every: '30' }
}

export function draftOf(source: Source): Draft {
  const { target } = source
  return {
    ...emptyDraft(source.contract_id),
    title: source.title, work: source.work ?? '', rule: source.rule ?? '', engine: source.engine, host: target.host ?? '', port: target.port === null ? '' : String(target.port), database: target.database ?? '', username: target.username ?? '',
    path: target.path ?? '', encryption: target.encryption, ca: target.ca_pem ?? '', schemas: source.schemas.join(' '), every: source.every_days === null ? '' : String(source.every_days),
  }
}

/** SQL Server is reached without encryption only. */
export function withEngine(draft: Draft, engine: Engine): Draft {
  return { ...draft, engine, encryption: engine === 'sqlserver' ? 'off' : draft.engine === 'sqlserver' ? 'prefer' : draft.encryption }
}

export function isWhole(draft: Draft): boolean {
  const needed = draft.engine === 'sqlite' ? [draft.path] : [draft.host, draft.database, draft.username]
  return [draft.contract, draft.title, ...needed].every((one) => one.trim() !== '')
}

function targetOf(draft: Draft): NewSource['target'] {
  if (draft.engine === 'sqlite') return { path: draft.path.trim(), encryption: draft.encryption }
  return {
    host: draft.host.trim(),
    database: draft.database.trim(),
    username: draft.username.trim(),
    encryption: draft.encryption,
    ...(draft.port === '' ? {} : { port: Number(draft.port) }),
    ...(draft.ca.trim() === '' ? {} : { ca_pem: draft.ca.trim() }),
  }
}

const schemasOf = (draft: Draft): string[] => (draft.engine === 'sqlite' ? [] : draft.schemas.split(/[\s,，、]+/).filter(Boolean))

export function bodyOf(draft: Draft): NewSource {
  return {
    title: draft.title.trim(), work: draft.work || null, rule: draft.rule || null, engine: draft.engine, target: targetOf(draft), schemas: schemasOf(draft), every_days: draft.every === '' ? null : Number(draft.every),
    ...(draft.password === '' ? {} : { password: draft.password }),
  }
}

/** Only what differs; texts that were emptied are sent as such. */
export function changeOf(source: Source, draft: Draft): SourceChange {
  const say = (one: Draft) => ({ title: one.title.trim(), work: one.work, rule: one.rule, target: targetOf(one), schemas: schemasOf(one), every_days: one.every === '' ? 0 : Number(one.every) })
  const [before, after] = [say(draftOf(source)), say(draft)]
  const changed = Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof typeof before]))
  return { ...Object.fromEntries(changed), ...(draft.forget ? { password: '' } : draft.password === '' ? {} : { password: draft.password }) }
}

/** Whether the sealed password would be forgotten, because it was given for another door. */
export function losesPassword(source: Source | null, draft: Draft): boolean {
  if (source === null || !source.has_secret || draft.password !== '') return false
  const [before, after] = [targetOf(draftOf(source)), targetOf(draft)]
  return DOOR.some((name) => before[name] !== after[name])
}
