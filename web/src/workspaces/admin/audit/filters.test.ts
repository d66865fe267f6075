import { describe, expect, it } from 'vitest'

import { questionOf, type AuditFilters } from './filters'

const nothing: AuditFilters = { action: '', contract: '', actor: '', subject: '', from: '', to: '' }

describe('what the audit trail is asked', () => {
  it('is by whole days in China', () => {
    expect(questionOf({ ...nothing, action: ' ticketing.take ', from: '2026-11-21', to: '2026-11-21' })).toEqual({
      action: 'ticketing.take',
      from: '2026-11-20T16:00:00.000Z',
      to: '2026-11-21T16:00:00.000Z',
    })
  })

  it('leaves out what is empty, no day or no id', () => expect(questionOf({ ...nothing, from: 'gestern', actor: 'somebody' })).toEqual({}))

  it('is for one person and one thing', () => {
    const id = '01a1fdf4-9c09-7521-9f99-9e904027794c'
    expect(questionOf({ ...nothing, actor: id, subject: id })).toEqual({ actor: id, subject: id })
  })
})
