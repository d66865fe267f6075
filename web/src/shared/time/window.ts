import { locale } from '@/i18n'

const DAYS: Record<string, [string, string]> = {
  mon: ['周一', 'Mon'],
  tue: ['周二', 'Tue'],
  wed: ['周三', 'Wed'],
  thu: ['周四', 'Thu'],
  fri: ['周五', 'Fri'],
  sat: ['周六', 'Sat'],
  sun: ['周日', 'Sun'],
  daily: ['每天', 'daily'],
  workdays: ['工作日', 'working days'],
}

/** A service window as contracts write it, in words: `workdays 09:00-18:00` is "工作日 09:00–18:00"; what is no window is left as it is. */
export function sayWindow(text: string): string {
  const [ordinary = '', special] = text.split('; ')
  if (special !== undefined) return sayBoth(ordinary, special) ?? text
  if (text === 'daily 00:00-24:00') return locale.value === 'zh' ? '每天 24 小时' : '24 hours a day'
  const parts = /^([a-z,]+) (\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)$/.exec(text)
  const names = parts?.[1]?.split(',').map((day) => DAYS[day])
  if (!parts || !names || names.some((name) => name === undefined)) return text
  const zh = locale.value === 'zh'
  const days = names.map((name) => name?.[zh ? 0 : 1]).join(zh ? '、' : ', ')
  return `${days} ${parts[2]!.replaceAll('-', '–').replaceAll(',', zh ? '、' : ', ')}`
}

/** A window with special days: `workdays 09:00-18:00; 2026-10-01..2026-10-07 daily 00:00-24:00`. */
function sayBoth(ordinary: string, special: string): string | null {
  const parts = /^(\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d(?:,\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d)*) (.+)$/.exec(special)
  if (!parts) return null
  const zh = locale.value === 'zh'
  const days = parts[1]!.split(',').map((span) => span.split('..')).map(([from = '', to = '']) => (from === to ? from : `${from}${zh ? ' 至 ' : ' to '}${to}`))
  const hours = sayWindow(parts[2]!)
  return zh ? `${sayWindow(ordinary)}；特殊时期（${days.join('、')}）${hours}` : `${sayWindow(ordinary)}; ${hours} in special periods (${days.join(', ')})`
}
