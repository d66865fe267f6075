import { describe, expect, it } from 'vitest'

import { changeOf, differing, onTopOf, type Correction } from './correction'

const base: Correction = { holder: '甲', unit: '某处', use_for: '', medium: 'usb_key', valid_from: '2025-01-01', valid_until: '2026-12-31', note: '' }

describe('a correction', () => {
  it('sends what differs only', () => {
    expect(changeOf(base, { ...base, unit: '另一处 ', note: ' ' })).toEqual({ unit: '另一处' })
    expect(changeOf({ ...base, note: '旧' }, base)).toEqual({ note: '' })
  })

  it('does not send a day that was emptied', () => {
    expect(changeOf(base, { ...base, valid_from: '' })).toEqual({})
  })

  it('goes on top of what somebody else saved meanwhile', () => {
    const current = { ...base, holder: '乙', unit: '第三处' }
    expect(onTopOf(base, { ...base, unit: '另一处' }, current)).toEqual({ ...base, holder: '乙', unit: '另一处' })
    expect(differing(base, current)).toEqual(['holder', 'unit'])
  })
})
