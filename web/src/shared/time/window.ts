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
  if (text === 'daily 00:00-24:00') return locale.value === 'zh' ? '每天 24 小时' : '24 hours a day'
  const parts = /^([a-z,]+) (\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)$/.exec(text)
  const names = parts?.[1]?.split(',').map((day) => DAYS[day])
  if (!parts || !names || names.some((name) => name === undefined)) return text
  const zh = locale.value === 'zh'
  const days = names.map((name) => name?.[zh ? 0 : 1]).join(zh ? '、' : ', ')
  return `${days} ${parts[2]!.replaceAll('-', '–').replaceAll(',', zh ? '、' : ', ')}`
}
