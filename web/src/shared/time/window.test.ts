import { afterEach, describe, expect, it } from 'vitest'

import { locale } from '@/i18n'

import { sayWindow } from './window'

afterEach(() => (locale.value = 'zh'))

describe('service windows', () => {
  it.each([
    ['daily 00:00-24:00', '每天 24 小时'],
    ['daily 08:00-20:00', '每天 08:00–20:00'],
    ['workdays 08:00-12:00,13:00-17:00', '工作日 08:00–12:00、13:00–17:00'],
    ['workdays 09:00-18:00; 2026-10-01..2026-10-07,2027-01-01..2027-01-01 daily 00:00-24:00', '工作日 09:00–18:00；特殊时期（2026-10-01 至 2026-10-07、2027-01-01）每天 24 小时'],
    ['tue,thu 09:00-17:30', '周二、周四 09:00–17:30'],
    ['exam windows', 'exam windows'],
    ['never 09:00-17:30', 'never 09:00-17:30'],
  ])('%s is said %s', (window, said) => expect(sayWindow(window)).toBe(said))

  it('are said in English', () => {
    locale.value = 'en'
    expect(['daily 00:00-24:00', 'mon 08:00-20:00'].map(sayWindow)).toEqual(['24 hours a day', 'Mon 08:00–20:00'])
  })
})
