import { describe, expect, it } from 'vitest'

import { blocks } from './blocks'

describe('a plain text', () => {
  it('falls into paragraphs, points and steps', () => {
    expect(blocks('先看指示灯。\n再看电源。\n\n1. 断电\n2、更换\n\n- 记录\n- 回复\n注意：佩戴手环。')).toEqual([
      { kind: 'text', lines: ['先看指示灯。', '再看电源。'] },
      { kind: 'steps', lines: ['断电', '更换'] },
      { kind: 'points', lines: ['记录', '回复'] },
      { kind: 'text', lines: ['注意：佩戴手环。'] },
    ])
  })

  it('is never markup, and numbers within a line stay', () => {
    expect(blocks('<b>重启</b>')).toEqual([{ kind: 'text', lines: ['<b>重启</b>'] }])
    expect(blocks('2026.3 起生效\n-5 度')).toEqual([{ kind: 'text', lines: ['2026.3 起生效', '-5 度'] }])
    expect(blocks(' \n ')).toEqual([])
  })
})
