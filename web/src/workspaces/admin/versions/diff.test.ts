import { describe, expect, it } from 'vitest'

import { diffLines, hunksOf } from './diff'

const lines = (text: string): string[] => text.split(' ')
const says = (before: string, after: string): string => diffLines(lines(before), lines(after)).map(({ kind, text }) => `${{ same: ' ', gone: '-', new: '+' }[kind]}${text}`).join('')

describe('two texts side by side', () => {
  it.each([
    ['a b c', 'a b c', ' a b c'],
    ['a b c', 'a x c', ' a-b+x c'],
    ['a b', 'a b c', ' a b+c'],
    ['b', 'a b', '+a b'],
    ['a b c d', 'b d e', '-a b-c d+e'],
  ])('%s and %s', (before, after, shown) => expect(says(before, after)).toBe(shown))

  it('keep the numbers of both', () => {
    expect(diffLines(['a', 'b'], ['x', 'a', 'b']).map(({ before, after }) => [before, after])).toEqual([
      [null, 1],
      [1, 2],
      [2, 3],
    ])
  })

  it('show only what changed, under its rule, and join what is near', () => {
    const before = ['[[windows]]', 'id = "SC-W1"', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']
    const after = before.with(3, 'B').with(11, 'J')
    const hunks = hunksOf(diffLines(before, after), 1)
    expect(hunks.map((hunk) => [hunk.under, hunk.lines.map((line) => line.text).join('')])).toEqual([
      ['windows SC-W1', 'abBc'],
      ['windows SC-W1', 'ijJ'],
    ])
    expect(hunksOf(diffLines(before, after), 5)).toHaveLength(1)
    expect(hunksOf(diffLines(before, before))).toEqual([])
  })
})
