import { describe, expect, it } from 'vitest'

import { csvOf } from './csv'

describe('a table for spreadsheets', () => {
  it('begins with the mark of UTF-8 and ends its lines as spreadsheets do', () => {
    expect(csvOf({ head: ['月份', '件数'], rows: [['2026-11', 3]] })).toBe('\ufeff月份,件数\r\n2026-11,3\r\n')
  })

  it('never lets a text become a formula, and leaves numbers alone', () => {
    const said = csvOf({ head: ['服务'], rows: [['=1+1'], ['+86 10'], ['-1'], ['@SUM(A1)'], ['\tx'], [-1], [null]] })
    expect(said.split('\r\n').slice(1, -1)).toEqual(["'=1+1", "'+86 10", "'-1", "'@SUM(A1)", "'\tx", '-1', ''])
  })

  it('quotes commas, quotes and line breaks', () => {
    expect(csvOf({ head: ['a,b'], rows: [['say "hi"'], ['two\nlines']] })).toBe('\ufeff"a,b"\r\n"say ""hi"""\r\n"two\nlines"\r\n')
  })
})
