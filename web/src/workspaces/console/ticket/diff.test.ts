import { describe, expect, it } from 'vitest'

import { differ, merge, tokens } from './diff'

const join = (kinds: string[], before: string, after: string): string =>
  differ(before, after)
    .filter((piece) => kinds.includes(piece.kind))
    .map((piece) => piece.text)
    .join('')

describe('a difference of texts', () => {
  it.each([
    ['加密网关不可用', '加密网关不可用，影响全市'],
    ['13:50 起网关无响应。', '14:05 起网关和签名机无响应。'],
    ['', '新的'],
    ['旧的', ''],
    ['甲乙丙丁', '丁丙乙甲'],
  ])('%s → %s loses nothing of either', (before, after) => {
    expect(join(['same', 'gone'], before, after)).toBe(before)
    expect(join(['same', 'new'], before, after)).toBe(after)
  })

  it('is word by word, in Chinese too', () => {
    expect(differ('网关无法解密试卷', '网关无法解密成绩')).toEqual([
      { kind: 'same', text: '网关无法解密' },
      { kind: 'gone', text: '试卷' },
      { kind: 'new', text: '成绩' },
    ])
  })

  it('is nothing where nothing changed', () => expect(differ('一样', '一样')).toEqual([{ kind: 'same', text: '一样' }]))

  it('takes a text apart without losing a character', () => expect(tokens('网关 gateway-1，\n无响应').join('')).toBe('网关 gateway-1，\n无响应'))
})

describe('two changes of one text', () => {
  const base = '13:50 起加密网关无响应，全部考点无法解密试卷。'

  it('go together where they touch different words', () => {
    expect(merge(base, base.replace('13:50', '13:45'), base.replace('全部', '三个'))).toBe('13:45 起加密网关无响应，三个考点无法解密试卷。')
  })

  it('are for people to decide where they touch the same words', () => {
    expect(merge(base, base.replace('全部', '两个'), base.replace('全部', '三个'))).toBeNull()
  })

  it('are one where both made the same', () => {
    const same = base.replace('全部', '三个')
    expect(merge(base, same, same)).toBe(same)
  })

  it('of which one is none are the other', () => {
    expect(merge(base, base, '别的')).toBe('别的')
    expect(merge(base, '别的', base)).toBe('别的')
  })
})
