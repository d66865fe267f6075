import { describe, expect, it } from 'vitest'

import { faultsOf, sampleOf } from './variables'

describe('variables of a template', () => {
  it('that are known are no fault, with spaces or without', () => expect(faultsOf('{{number}} {{ reporter }}您好')).toEqual([]))

  it('that are not known are named with their place', () => {
    expect(faultsOf('您好，\n{{reporter}}：{{numbr}} 已收到')).toEqual([{ line: 2, column: 14, name: 'numbr' }])
  })

  it('that are not closed are named with their place', () => expect(faultsOf('收到 {{number')).toEqual([{ line: 1, column: 4, name: null }]))

  it('are shown as what will stand there', () => expect(sampleOf('{{reporter}}您好，{{x}}')).toBe('〔报修人〕您好，{{x}}'))
})
