import { locale } from '@/i18n'

/** The server says in Chinese when a job runs; these are the same in English. */
const ENGLISH: [RegExp, string][] = [
  [/^每天 (\d\d:\d\d)$/, 'daily at $1'],
  [/^每小时的第 (\d+) 分钟$/, 'every hour at minute $1'],
  [/^每分钟的第 (\d+) 秒$/, 'every minute at second $1'],
  [/^每 (\d+) 分钟$/, 'every $1 min'],
  [/^每 (\d+) 秒$/, 'every $1 s'],
  [/^每分钟$/, 'every minute'],
]

/** When a job runs, by the clock of Beijing; what is not known is left as it came. */
export function saySchedule(schedule: string): string {
  const known = locale.value === 'zh' ? undefined : ENGLISH.find(([sign]) => sign.test(schedule))
  return known ? schedule.replace(...known) : schedule
}
