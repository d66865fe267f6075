import { describe, expect, it } from 'vitest'

import { blankForm, changeOf, hasAmounts, newOf } from './form'

const filled = { ...blankForm(), class_id: 'k', name: ' 打印机 ', place: '三楼', price: '1,200.5' }

describe('the form of an asset', () => {
  it('sends of a new one what was filled in', () => {
    expect(newOf(filled)).toEqual({ class_id: 'k', name: '打印机', place: '三楼', quantity_unit: '台', level: 'it', state: 'in_use', quantity: 1, price: 120_050 })
  })

  it('sends of a change what differs', () => {
    expect(changeOf(filled, { ...filled })).toEqual({})
    expect(changeOf(filled, { ...filled, place: '', price: '', warranty_until: '2027-01-01', quantity: '2' })).toEqual({ place: '', price: null, warranty_until: '2027-01-01', quantity: 2 })
    // The same amount, written otherwise.
    expect(changeOf(filled, { ...filled, price: '1200.50' })).toEqual({})
  })

  it('replaces the books as a whole, and leaves out those in which nothing stands', () => {
    const books = { ...filled.books, finance: { number: 'F-9', quantity: '3', price: '10' } }
    expect(changeOf(filled, { ...filled, books })).toEqual({ books: [{ level: 'finance', number: 'F-9', quantity: 3, price: 1000 }] })
    expect(changeOf({ ...filled, books }, filled)).toEqual({ books: [] })
  })

  it('knows what is no amount', () => {
    expect(hasAmounts(filled)).toBe(true)
    expect(hasAmounts({ ...filled, price: '十元' })).toBe(false)
    expect(hasAmounts({ ...filled, books: { ...filled.books, it: { number: '', quantity: '', price: '1.234' } } })).toBe(false)
  })
})
