import { describe, expect, it } from 'vitest'

import type { FormDefinition, ServiceField } from '@/api/catalogue'

import { answersFor, answersOf, columnsOf, freeKey, papersOf } from './words'

const field = (key: string, kind: ServiceField['kind']): ServiceField => ({ key, title: key, kind, required: false, help: null, choices: [], columns: [] })
const form = { fields: [field('a', 'text'), field('b', 'yes_no'), field('c', 'rows')] } as unknown as FormDefinition

describe('answers', () => {
  it('begin empty and are sent without what is empty', () => {
    const filled = answersFor(form)
    expect(filled).toEqual({ a: '', b: false, c: [{}] })
    expect(answersOf(form, filled)).toEqual({ b: false })
    expect(answersOf(form, { ...filled, a: ' x ', c: [{ name: '甲', unit: ' ' }, {}] })).toEqual({ a: ' x ', b: false, c: [{ name: '甲' }] })
  })

  it('that were given are shown again and are not changed by what is typed', () => {
    const given = { c: [{ name: '甲' }] }
    const filled = answersFor(form, given)
    ;(filled.c as Record<string, string>[])[0]!.name = '乙'
    expect(given.c[0]!.name).toBe('甲')
  })
})

describe('a form that is edited', () => {
  it('keeps the keys of columns that stay', () => {
    const before = [{ key: 'name', title: '姓名', required: true }]
    expect(columnsOf('姓名、科室*', before)).toEqual([
      { key: 'name', title: '姓名', required: false },
      { key: 'c3', title: '科室', required: true },
    ])
  })

  it('names papers by line and finds a key that is free', () => {
    expect(papersOf('需求单\n\n 名单 ')).toEqual([{ name: '需求单', required: true }, { name: '名单', required: true }])
    expect(freeKey([{ key: 'f3' }, { key: 'a' }])).toBe('f4')
  })
})
