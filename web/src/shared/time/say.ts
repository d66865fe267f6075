import { t } from '@/i18n'

const ZONE = 'Asia/Shanghai'
const DAY_MS = 86_400_000
const SHIFT_MS = 8 * 3_600_000

const exact = new Intl.DateTimeFormat('zh-CN', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
})

/** Day number in China, which has one zone and no summer time. */
function day(ms: number): number {
  return Math.floor((ms + SHIFT_MS) / DAY_MS)
}

function local(ms: number, precise = false): { year: number; date: string; time: string } {
  const iso = new Date(ms + SHIFT_MS).toISOString()
  return { year: Number(iso.slice(0, 4)), date: iso.slice(5, 10), time: iso.slice(11, precise && iso.slice(17, 19) !== '00' ? 19 : 16) }
}

/** "今天 14:30", "明天 09:00", "11-24 09:00", and the year when it is another one. */
export function sayMoment(at: string, now: number, precise = false): string {
  const ms = Date.parse(at)
  const { year, date, time } = local(ms, precise)
  const days = day(ms) - day(now)
  if (days === 0) return t('time.today', { time })
  if (days === 1) return t('time.tomorrow', { time })
  if (days === -1) return t('time.yesterday', { time })
  return year === local(now).year ? `${date} ${time}` : `${year}-${date} ${time}`
}

/** "2026/11/21周六 14:30:05 北京时间". */
export function sayExact(at: string): string {
  return `${exact.format(new Date(at))} (UTC+8)`
}

/** The two largest units of a length of time, seconds only where they are all there is. */
export function sayDuration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  const days = Math.floor(s / 86_400)
  const hours = Math.floor((s % 86_400) / 3_600)
  const minutes = Math.floor((s % 3_600) / 60)
  const parts: string[] = []
  if (days > 0) parts.push(t('time.day', { n: days }))
  if (hours > 0) parts.push(t('time.hour', { n: hours }))
  if (minutes > 0 && days === 0) parts.push(t('time.minute', { n: minutes }))
  return parts.length > 0 ? parts.join(' ') : t('time.underMinute')
}

/** Exact length: hours, minutes and seconds, for explanations that must add up. */
export function sayExactDuration(seconds: number): string {
  const hours = Math.floor(seconds / 3_600)
  const minutes = Math.floor((seconds % 3_600) / 60)
  const rest = Math.floor(seconds % 60)
  const parts: string[] = []
  if (hours > 0) parts.push(t('time.hour', { n: hours }))
  if (minutes > 0) parts.push(t('time.minute', { n: minutes }))
  if (rest > 0 || parts.length === 0) parts.push(t('time.second', { n: rest }))
  return parts.join(' ')
}

/** "还剩 1 小时 12 分" or "已超时 5 分". */
export function sayDistance(at: string, now: number): string {
  const seconds = (Date.parse(at) - now) / 1_000
  return seconds >= 0 ? t('time.left', { duration: sayDuration(seconds) }) : t('time.over', { duration: sayDuration(-seconds) })
}

/** "5 分前". */
export function sayAgo(at: string, now: number): string {
  const seconds = (now - Date.parse(at)) / 1_000
  return seconds < 60 ? t('time.justNow') : t('time.ago', { duration: sayDuration(seconds) })
}
