import { describe, expect, it } from 'vitest'

import { useMarks } from './useMarks'

const marks = () => useMarks(() => ['a', 'b', 'c', 'd'])

describe('marks', () => {
  it('are set and taken away one by one', () => {
    const { marked, mark } = marks()
    mark('b')
    mark('d')
    mark('b')
    expect([...marked.value]).toEqual(['d'])
  })

  it('reach from the last one to the one named, in either direction', () => {
    const { marked, mark } = marks()
    mark('d')
    mark('b', true)
    expect([...marked.value].sort()).toEqual(['b', 'c', 'd'])
  })

  it('begin with one where nothing was marked before', () => {
    const { marked, mark } = marks()
    mark('c', true)
    expect([...marked.value]).toEqual(['c'])
  })
})
