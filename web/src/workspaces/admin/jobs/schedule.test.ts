import { afterEach, expect, it } from 'vitest'

import { locale } from '@/i18n'

import { saySchedule } from './schedule'

afterEach(() => (locale.value = 'zh'))

it.each([
  ['每天 03:20', 'daily at 03:20'],
  ['每小时的第 23 分钟', 'every hour at minute 23'],
  ['每分钟的第 40 秒', 'every minute at second 40'],
  ['每 15 秒', 'every 15 s'],
  ['逢闰年', '逢闰年'],
])('%s is %s in English and itself in Chinese', (schedule, english) => {
  expect(saySchedule(schedule)).toBe(schedule)
  locale.value = 'en'
  expect(saySchedule(schedule)).toBe(english)
})
