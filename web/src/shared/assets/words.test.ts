import { describe, expect, it } from 'vitest'

import type { AssetClass } from '@/api/assets'

import { fenToYuan, inAllOf, indented, isPastWarranty, sayFen, treeOf, withBelow, yuanToFen } from './words'

const aClass = (id: string, parent: string | null): AssetClass => ({ id, contract_id: 'c', code: id.toUpperCase(), name: `类${id}`, parent_id: parent, version: 1 })
const classes = [aClass('a', null), aClass('a1', 'a'), aClass('a2', 'a'), aClass('a11', 'a1'), aClass('b', null), aClass('x', 'gone')]

describe('the tree of classes', () => {
  const tree = treeOf(classes)

  it('has each class after the one above it', () => {
    expect(tree.map((node) => `${node.depth}${node.one.id}`)).toEqual(['0a', '1a1', '2a11', '1a2', '0b', '0x'])
    expect(tree[2]!.path).toBe('类a / 类a1 / 类a11')
    expect(indented(tree[2]!)).toBe('　　A11 类a11')
  })

  it('adds up what is below', () => {
    const counts = inAllOf(tree, [{ class_id: 'a11', n: 2 }, { class_id: 'a2', n: 3 }, { class_id: 'b', n: 1 }])
    expect([...counts]).toEqual([['a', 5], ['a1', 2], ['a11', 2], ['a2', 3], ['b', 1], ['x', 0]])
  })

  it('knows where a class cannot go', () => {
    expect([...withBelow(tree, 'a1')]).toEqual(['a1', 'a11'])
    expect([...withBelow(tree, 'x')]).toEqual(['x'])
    expect(withBelow(tree, 'none').size).toBe(0)
  })
})

describe('amounts', () => {
  it('go from yuan to fen and back without arithmetic in between', () => {
    expect(['12,000.5', '￥0.07', '', '3', '1.234', 'abc', '-5'].map(yuanToFen)).toEqual([1_200_050, 7, null, 300, undefined, undefined, undefined])
    expect([1_200_050, 7, 0].map(fenToYuan)).toEqual(['12000.50', '0.07', '0.00'])
    expect(sayFen(1_200_050)).toBe('¥12,000.50')
  })
})

it('a warranty ends after its last day', () => {
  expect(['2026-11-20', '2026-11-21', null].map((day) => isPastWarranty({ warranty_until: day }, '2026-11-21'))).toEqual([true, false, false])
})
