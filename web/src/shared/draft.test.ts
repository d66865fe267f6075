import { beforeEach, describe, expect, it } from 'vitest'

import { forgetDraft, forgetDrafts, readDraft, writeDraft } from './draft'

describe('drafts', () => {
  beforeEach(() => localStorage.clear())

  it('come back after a reload and go when they are sent', () => {
    writeDraft('open', { title: '网关中断' })
    expect(readDraft('open')).toEqual({ title: '网关中断' })
    forgetDraft('open')
    expect(readDraft('open')).toEqual({})
  })

  it('leave nothing behind at signing out, and nothing else is touched', () => {
    localStorage.setItem('jianyue.theme', 'dark')
    writeDraft('open', { phone: 'x' })
    forgetDrafts()
    expect(readDraft('open')).toEqual({})
    expect(localStorage.getItem('jianyue.theme')).toBe('dark')
  })

  it('that are damaged count as none', () => {
    localStorage.setItem('jianyue.draft.open', '{"title":')
    expect(readDraft('open')).toEqual({})
  })
})
