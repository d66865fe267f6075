import { expect, it } from 'vitest'

import { csvOf } from '@/shared/charts/csv'

import { type Imported, refusedTable } from './rows'

const result: Imported = {
  preview: true, added: 1, updated: 0, same: 0, refused: 1,
  rows: [
    { line: 2, about: 'A1', outcome: 'added', reason: null },
    { line: 5, about: '=1+1', outcome: 'refused', reason: '没有填写单位' },
  ],
}

it('refused rows become a table that no spreadsheet runs', () => {
  expect(csvOf(refusedTable(result))).toBe("\ufeff行,编号或名称,原因\r\n5,'=1+1,没有填写单位\r\n")
})
