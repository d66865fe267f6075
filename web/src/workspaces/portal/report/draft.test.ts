import { describe, expect, it } from 'vitest'

import type { Work } from '@/api/types'

import { EMPTY, missing, newTicket, partsOf, placeOf, usualCase, type Draft } from './draft'

const full: Draft = { ...EMPTY, contract: 'c', place: placeOf('infra', 'network'), case: 'S3', title: ' 打不开网页 ', reporter: '李处' }

describe('a report of the client', () => {
  it('needs few things, in the order of the page', () => {
    expect(missing(EMPTY)).toEqual(['contract', 'place', 'case', 'title', 'reporter'])
    expect(missing(full)).toEqual([])
    expect(missing({ ...full, kind: 'data_change', form: { demand_number: '1' } })).toEqual(['form.approved_by', 'form.data_scope', 'form.purpose'])
  })

  it('says in the description what the title says, when nothing more is said', () => {
    expect(newTicket(full)).toEqual({ kind: 'fault', channel: 'web', case: 'S3', work: 'infra', service: 'network', title: '打不开网页', description: '打不开网页', reporter: { name: '李处' } })
  })

  it('may name a work without a service', () => {
    expect(partsOf(placeOf('apps'))).toEqual({ work: 'apps', service: '' })
    expect(newTicket({ ...full, place: placeOf('apps') })).not.toHaveProperty('service')
  })

  it('takes the case that is no fault for what is none, and lets a fault be judged', () => {
    const work = { cases: [{ key: 'S1', vendor_duty: true }, { key: 'S4', vendor_duty: false }] } as Work
    expect(usualCase('consultation', work)).toBe('S4')
    expect(usualCase('fault', work)).toBe('')
    expect(usualCase('fault', { cases: [{ key: 'only' }] } as Work)).toBe('only')
  })
})
