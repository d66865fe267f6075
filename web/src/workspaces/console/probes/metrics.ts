import type { ProbeKind, Threshold } from '@/api/probing'
import { t, type TextKey } from '@/i18n'

/** The numbers that each kind of probe reads; `service:…` and `disk_percent:…` come with what is asked. */
export const METRICS = {
  http: ['ms', 'status', 'bytes', 'days_left'],
  tcp: ['ms'],
  dns: ['ms', 'answers'],
  tls: ['days_left', 'chain_days_left', 'ms'],
  ssh: ['cpu_percent', 'load1', 'memory_percent', 'memory_available_mb', 'disk_percent', 'log_matches', 'ms'],
  sql: ['value', 'rows', 'age_seconds', 'ms'],
  redis: ['used_memory', 'memory_percent', 'connected_clients', 'master_link_up', 'ms'],
  ftp: ['files', 'newest_age_seconds', 'ms'],
  sftp: ['files', 'newest_age_seconds', 'ms'],
  smtp: ['days_left', 'ms'],
  agent: ['cpu_percent', 'memory_percent', 'disk_percent', 'log_matches'],
  exchange: ['success_age_seconds', 'lag_seconds', 'count', 'failures', 'attempts'],
} as const satisfies Record<ProbeKind, readonly string[]>

export type Metric = (typeof METRICS)[ProbeKind][number]

const KNOWN = new Set<string>(Object.values(METRICS).flat())

/** Of what a number is so many. */
const UNITS: Partial<Record<Metric, TextKey>> = {
  ms: 'probing.unit.ms',
  bytes: 'probing.unit.bytes',
  used_memory: 'probing.unit.bytes',
  memory_available_mb: 'probing.unit.mb',
  days_left: 'probing.unit.days',
  chain_days_left: 'probing.unit.days',
  cpu_percent: 'probing.unit.percent',
  memory_percent: 'probing.unit.percent',
  disk_percent: 'probing.unit.percent',
  age_seconds: 'probing.unit.seconds',
  newest_age_seconds: 'probing.unit.seconds',
  success_age_seconds: 'probing.unit.seconds',
  lag_seconds: 'probing.unit.seconds',
}

/** What a number is called; one that nobody named is called by its own name. */
export function sayMetric(metric: string): string {
  if (KNOWN.has(metric)) return t(`probing.metric.${metric as Metric}`)
  const [what, of] = [metric.split(':', 1)[0], metric.slice(metric.indexOf(':') + 1)]
  if (what === 'disk_percent') return t('probing.metric.diskOf', { of })
  if (what === 'service') return t('probing.metric.serviceOf', { of })
  return metric
}

export function unitOf(metric: string): string {
  const unit = UNITS[metric.split(':', 1)[0] as Metric]
  return unit ? t(unit) : ''
}

/** A number with its unit: `91.5 %`. */
export function sayValue(metric: string, value: number): string {
  if (metric.startsWith('service:')) return t(value > 0 ? 'probing.running' : 'probing.notRunning')
  const round = Math.round(value * 10) / 10
  const unit = unitOf(metric)
  return unit === '' ? round.toLocaleString('zh-CN') : `${round.toLocaleString('zh-CN')} ${unit}`
}

/** A limit as a sentence: `磁盘使用率 高于 90 % → 故障`. */
export function sayThreshold(threshold: Threshold): string {
  const above = threshold.above ?? null
  const limit = above ?? threshold.below ?? 0
  return t('probing.thresholdSays', {
    metric: sayMetric(threshold.metric),
    side: t(above === null ? 'probing.side.below' : 'probing.side.above'),
    limit: sayValue(threshold.metric.startsWith('service:') ? 'value' : threshold.metric, limit),
    level: t(`probing.look.${threshold.level}`),
  })
}

/** The metrics to choose from: those of the kind, those that were read, those that have a limit already. */
export function choices(kind: ProbeKind, read: string[], limits: string[]): string[] {
  return [...new Set<string>([...METRICS[kind], ...read, ...limits.filter((one) => one !== '')])]
}
