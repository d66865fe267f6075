import { describe, expect, it } from 'vitest'

import { questionOf } from './filters'

describe('what the audit trail is asked', () => {
  it('is by whole days in China', () => {
    expect(questionOf({ action: ' ticketing.take ', from: '2026-11-21', to: '2026-11-21' })).toEqual({
      action: 'ticketing.take',
      from: '2026-11-20T16:00:00.000Z',
      to: '2026-11-21T16:00:00.000Z',
    })
  })

  it('leaves out what is empty or no day', () => expect(questionOf({ action: '', from: 'gestern', to: '' })).toEqual({}))
})
