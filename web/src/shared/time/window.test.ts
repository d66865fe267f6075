import { describe, expect, it } from 'vitest'

import { sayWindow } from './window'

describe('service windows', () => {
  it.each([
    ['daily 00:00-24:00', '7×24'],
    ['daily 08:00-20:00', '每天 08:00–20:00'],
    ['workdays 08:00-12:00,13:00-17:00', '工作日 08:00–12:00、13:00–17:00'],
    ['tue,thu 09:00-17:30', '周二、周四 09:00–17:30'],
    ['exam windows', 'exam windows'],
    ['never 09:00-17:30', 'never 09:00-17:30'],
  ])('%s is said %s', (window, said) => expect(sayWindow(window)).toBe(said))
})
