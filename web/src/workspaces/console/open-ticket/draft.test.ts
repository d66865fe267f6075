import { describe, expect, it } from 'vitest'

import { EMPTY, missing, newTicket, type Draft } from './draft'

const full: Draft = { ...EMPTY, contract: 'c', work: 'main', case: 's1', title: ' 网关中断 ', description: '全部考点', reporter: '考务值班' }

describe('a draft of a ticket', () => {
  it('names what is still needed, in the order of the page', () => {
    expect(missing(EMPTY)).toEqual(['contract', 'work', 'case', 'title', 'description', 'reporter'])
    expect(missing(full)).toEqual([])
    expect(missing({ ...full, title: '  ' })).toEqual(['title'])
  })

  it('needs the client’s form for a permission change and for nothing else', () => {
    expect(missing({ ...full, kind: 'permission_change', form: { form_number: 'Q-1' } })).toEqual(['form.approved_by', 'form.accounts'])
    expect(newTicket({ ...full, form: { form_number: 'left over' } })).not.toHaveProperty('form')
  })

  it('keeps the call that it came by', () => {
    expect(newTicket({ ...full, call: 'a1' }).description).toBe('全部考点\n\n来电编号 a1')
  })

  it('is sent trimmed and without empty fields', () => {
    expect(newTicket(full)).toEqual({ kind: 'fault', channel: 'phone', work: 'main', case: 's1', title: '网关中断', description: '全部考点', reporter: { name: '考务值班' } })
  })
})
