import type { ProbeKind, Target } from '@/api/probing'

export type FieldName =
  | 'url' | 'method' | 'body' | 'headers' | 'status' | 'contains' | 'absent' | 'ca_pem' | 'check_certificate'
  | 'host' | 'port' | 'send' | 'expect' | 'name' | 'record' | 'server' | 'values' | 'sni' | 'starttls' | 'encryption' | 'secured'
  | 'host_key' | 'cpu' | 'memory' | 'disk' | 'services' | 'logs' | 'engine' | 'database' | 'query' | 'tls' | 'path' | 'suffix' | 'agent_id' | 'partner' | 'window_hours'

export interface Field {
  name: FieldName
  as: 'text' | 'number' | 'long' | 'choice' | 'check' | 'agent'
  /** It may be left empty. */
  optional?: boolean
  choices?: readonly string[]
  /** An example of what is written here. */
  like?: string
  /** What seldom needs to be changed. */
  rare?: boolean
  /** Shown only then. */
  when?: (fields: Fields) => boolean
}

/** What the form holds: texts, and ticks. */
export type Fields = Partial<Record<FieldName, string | boolean>>

const HOST: Field = { name: 'host', as: 'text', like: '10.1.2.3' }
const port = (like: string, optional = false): Field => ({ name: 'port', as: 'number', like, optional })
const CA: Field = { name: 'ca_pem', as: 'long', optional: true, rare: true, like: '-----BEGIN CERTIFICATE-----' }
const KEY: Field = { name: 'host_key', as: 'text', optional: true, like: 'SHA256:…' }
const SUFFIX: Field = { name: 'suffix', as: 'text', optional: true, like: '.zip' }
const PATH: Field = { name: 'path', as: 'text', like: '/upload' }
const TLS: Field = { name: 'tls', as: 'check' }

/** What each kind needs, in the order in which it is asked. */
export const FIELDS: Record<ProbeKind, Field[]> = {
  http: [
    { name: 'url', as: 'text', like: 'https://10.1.2.3/login' },
    { name: 'contains', as: 'text', optional: true },
    { name: 'absent', as: 'text', optional: true },
    { name: 'status', as: 'text', optional: true, like: '200-399' },
    { name: 'method', as: 'choice', choices: ['GET', 'HEAD', 'POST'], rare: true },
    { name: 'body', as: 'long', optional: true, rare: true, when: (fields) => fields.method === 'POST' },
    { name: 'headers', as: 'long', optional: true, rare: true, like: 'Accept: application/json' },
    CA,
    { name: 'check_certificate', as: 'check', rare: true },
  ],
  tcp: [HOST, port('8080'), { name: 'send', as: 'text', optional: true, rare: true }, { name: 'expect', as: 'text', optional: true, rare: true }],
  dns: [
    { name: 'name', as: 'text', like: 'www.example.gov.cn' },
    { name: 'record', as: 'choice', choices: ['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'NS', 'SOA', 'PTR', 'SRV'] },
    { name: 'values', as: 'long', optional: true, like: '10.1.2.3' },
    { name: 'server', as: 'text', optional: true, rare: true, like: '10.1.1.1' },
    { ...port('53', true), rare: true },
  ],
  tls: [HOST, port('443'), { name: 'sni', as: 'text', optional: true, like: 'www.example.gov.cn' }, { name: 'starttls', as: 'choice', choices: ['', 'smtp', 'imap', 'ftp', 'postgres'], rare: true }, CA],
  smtp: [HOST, port('25'), { name: 'encryption', as: 'choice', choices: ['none', 'starttls', 'implicit'] }, CA],
  ssh: [HOST, port('22', true), KEY, { name: 'cpu', as: 'check' }, { name: 'memory', as: 'check' }, { name: 'disk', as: 'check' }, { name: 'services', as: 'text', optional: true, like: 'nginx vsftpd' }, { name: 'logs', as: 'long', optional: true, like: '/var/log/app/error.log=ERROR|致命' }],
  sql: [
    { name: 'engine', as: 'choice', choices: ['postgres', 'mysql', 'sqlserver', 'sqlite'] },
    { ...HOST, when: (fields) => fields.engine !== 'sqlite' },
    { ...port('5432', true), when: (fields) => fields.engine !== 'sqlite' },
    { name: 'database', as: 'text', like: 'app' },
    { name: 'query', as: 'long', like: 'SELECT count(*) FROM jobs WHERE state = 1' },
    { name: 'secured', as: 'choice', choices: ['prefer', 'verify', 'off'], when: (fields) => fields.engine !== 'sqlite' },
    { ...CA, when: (fields) => fields.engine !== 'sqlite' },
  ],
  redis: [HOST, port('6379'), TLS, CA],
  ftp: [HOST, port('21', true), PATH, SUFFIX, TLS, CA],
  sftp: [HOST, port('22', true), PATH, SUFFIX, KEY],
  agent: [{ name: 'agent_id', as: 'agent' }],
  exchange: [{ name: 'partner', as: 'text' }, { name: 'window_hours', as: 'number', optional: true, like: '24' }],
}

export const KINDS = Object.keys(FIELDS) as ProbeKind[]

/** Kinds that sign in when they are given a credential, and those that have to. */
export const SIGNS_IN: Record<ProbeKind, 'never' | 'may' | 'must'> = {
  http: 'may', tcp: 'never', dns: 'never', tls: 'never', ssh: 'must', sql: 'must', redis: 'may', ftp: 'may', sftp: 'must', smtp: 'may', agent: 'never', exchange: 'never',
}

export function signsIn(kind: ProbeKind, fields: Fields): 'never' | 'may' | 'must' {
  return kind === 'sql' && fields.engine === 'sqlite' ? 'never' : SIGNS_IN[kind]
}

interface Question {
  what: string
  names?: string[]
  path?: string
  pattern?: string
  lines?: number
}

const lines = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter(Boolean)

/** The fields of the form as a new probe of a kind begins. */
export function emptyFields(kind: ProbeKind): Fields {
  const fields: Fields = {}
  for (const field of FIELDS[kind]) fields[field.name] = field.as === 'check' ? ['check_certificate', 'cpu', 'memory', 'disk'].includes(field.name) : (field.choices?.[0] ?? '')
  return fields
}

/** The form's fields of a target as it is kept. */
export function fieldsOf(kind: ProbeKind, target: Target): Fields {
  const fields = emptyFields(kind)
  const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value))
  for (const { name, as } of FIELDS[kind]) if (name in target) fields[name] = as === 'check' ? target[name] === true : text(target[name])
  if (kind === 'http') {
    fields.headers = Object.entries((target.headers ?? {}) as Record<string, string>).map(([name, value]) => `${name}: ${value}`).join('\n')
    fields.check_certificate = target.check_certificate !== false
    fields.method = text(target.method) || 'GET'
  }
  if (kind === 'dns') fields.values = ((target.expect ?? []) as string[]).join('\n')
  if (kind === 'sql') fields.secured = text(target.encryption) || 'prefer'
  if (kind === 'exchange') fields.window_hours = typeof target.window_seconds === 'number' ? String(target.window_seconds / 3_600) : ''
  if (kind === 'ssh') {
    const questions = (target.questions ?? []) as Question[]
    for (const what of ['cpu', 'memory', 'disk'] as const) fields[what] = questions.some((one) => one.what === what)
    fields.services = questions.flatMap((one) => (one.what === 'services' ? (one.names ?? []) : [])).join(' ')
    fields.logs = questions.filter((one) => one.what === 'log').map((one) => `${one.path ?? ''}=${one.pattern ?? ''}`).join('\n')
  }
  return fields
}

/** The target that the fields describe; what is empty is left out. `old` keeps what the form does not show. */
export function targetOf(kind: ProbeKind, fields: Fields, old: Target = {}): Target {
  const target: Target = {}
  const said = (name: FieldName): string => String(fields[name] ?? '').trim()
  for (const { name, as, when } of FIELDS[kind]) {
    if (when && !when(fields)) continue
    if (as === 'check') target[name] = fields[name] === true
    else if (as === 'number' && said(name) !== '') target[name] = Number(said(name))
    else if (as !== 'number' && said(name) !== '') target[name] = ['send', 'body'].includes(name) ? fields[name] : said(name)
  }
  if (kind === 'http') {
    const headers = lines(said('headers')).map((line): [string, string] => [line.split(':', 1)[0]!.trim(), line.slice(line.indexOf(':') + 1).trim()])
    delete target.headers
    if (headers.length > 0) target.headers = Object.fromEntries(headers)
    if (target.check_certificate === true) delete target.check_certificate
    if (target.method === 'GET') delete target.method
  }
  if (kind === 'dns') {
    delete target.values
    if (said('values') !== '') target.expect = lines(said('values'))
  }
  if (kind === 'sql') {
    delete target.secured
    if (fields.engine !== 'sqlite') target.encryption = said('secured')
  }
  if (kind === 'exchange') {
    delete target.window_hours
    if (said('window_hours') !== '') target.window_seconds = Math.round(Number(said('window_hours')) * 3_600)
  }
  if (kind === 'ssh') {
    for (const name of ['cpu', 'memory', 'disk', 'services', 'logs']) delete target[name]
    target.questions = questionsOf(fields, (old.questions ?? []) as Question[])
  }
  return target
}

function questionsOf(fields: Fields, old: Question[]): Question[] {
  const ticked = (['cpu', 'memory', 'disk'] as const).filter((what) => fields[what] === true).map((what): Question => ({ what }))
  const names = String(fields.services ?? '').split(/[\s,，、]+/).filter(Boolean)
  const logs = lines(String(fields.logs ?? '')).map((line): Question => {
    const [path, pattern] = [line.split('=', 1)[0]!.trim(), line.slice(line.indexOf('=') + 1).trim()]
    const before = old.find((one) => one.what === 'log' && one.path === path && one.pattern === pattern)
    return { what: 'log', path, pattern: line.includes('=') ? pattern : '', ...(before?.lines === undefined ? {} : { lines: before.lines }) }
  })
  return [...ticked, ...(names.length > 0 ? [{ what: 'services', names }] : []), ...logs]
}

/** What has to be filled in and is not. */
export function missingOf(kind: ProbeKind, fields: Fields): FieldName[] {
  return FIELDS[kind]
    .filter((field) => field.as !== 'check' && !field.optional && !field.choices && (field.when?.(fields) ?? true) && String(fields[field.name] ?? '').trim() === '')
    .map((field) => field.name)
}

/** Where it looks, in one line. */
export function sayTarget(kind: ProbeKind, target: Target): string {
  const text = (name: string): string => (typeof target[name] === 'string' || typeof target[name] === 'number' ? String(target[name]) : '')
  if (kind === 'http') return text('url')
  if (kind === 'dns') return `${text('record') || 'A'} ${text('name')}`
  if (kind === 'sql') return [text('engine'), text('host') + (text('port') ? `:${text('port')}` : ''), text('database')].filter(Boolean).join(' ')
  if (kind === 'exchange') return text('partner')
  if (kind === 'agent') return ''
  return `${text('host')}${text('port') ? `:${text('port')}` : ''}${text('path')}`
}
