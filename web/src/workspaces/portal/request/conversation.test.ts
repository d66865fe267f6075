import { describe, expect, it } from 'vitest'

import type { Entry } from '@/api/types'

import { wordsOf } from './conversation'

const ticket = { title: '打不开', description: '从今早起打不开' }
const entry = (kind: string, role: string, more: Partial<Entry> = {}) => ({ id: kind, kind, at: '2026-11-21T10:00:00Z', visibility: 'public', text: null, data: null, by: { id: 'x', name: '某人', role }, ...more }) as unknown as Entry

describe('the conversation of a request', () => {
  it('tells the sides apart', () => {
    const words = wordsOf(ticket, [entry('opened', 'client_official'), entry('replied', 'engineer', { text: '马上到' }), entry('escalated', 'system', { text: '自动上报' })])
    expect(words.map((word) => [word.side, word.spoken, word.text])).toEqual([
      ['ours', true, '从今早起打不开'],
      ['theirs', true, '马上到'],
      ['system', false, '自动上报'],
    ])
  })

  it('shows nothing internal, and no housekeeping', () => {
    expect(wordsOf(ticket, [entry('noted', 'engineer', { visibility: 'internal', text: '内部' }), entry('edited', 'client_official'), entry('linked', 'engineer')])).toEqual([])
  })

  it('says an acceptance once, with its stars', () => {
    const words = wordsOf(ticket, [entry('accepted', 'client_official', { data: { satisfaction: 5 }, text: '很快' }), entry('closed', 'client_official')])
    expect(words.map((word) => [word.kind, word.satisfaction])).toEqual([['accepted', 5]])
  })

  it('does not repeat a title as a description', () => {
    expect(wordsOf({ title: 'a', description: ' a ' }, [entry('opened', 'client_official')])[0]?.text).toBeNull()
  })
})
