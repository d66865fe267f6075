import type { Asset, AssetBook, AssetChange, AssetLevel, AssetState, NewAsset } from '@/api/assets'

import { fenToYuan, LEVELS, yuanToFen } from './words'

/** What the register can be told of an asset, as it stands in the form; nothing is empty. */
export interface AssetForm {
  code: string
  class_id: string
  name: string
  level: AssetLevel
  state: AssetState
  place: string
  holder: string
  unit: string
  brand_model: string
  serial: string
  quantity: string
  quantity_unit: string
  purchased_on: string
  warranty_until: string
  price: string
  rule: string
  note: string
  books: Record<AssetLevel, BookForm>
}

export interface BookForm {
  number: string
  quantity: string
  price: string
}

const TEXTS = ['name', 'place', 'holder', 'unit', 'brand_model', 'serial', 'quantity_unit', 'rule', 'note'] as const
const DAYS = ['purchased_on', 'warranty_until'] as const

function bookForm(book: AssetBook | undefined): BookForm {
  return { number: book?.number ?? '', quantity: String(book?.quantity ?? ''), price: typeof book?.price === 'number' ? fenToYuan(book.price) : '' }
}

export function blankForm(): AssetForm {
  return {
    code: '', class_id: '', name: '', level: 'it', state: 'in_use', place: '', holder: '', unit: '', brand_model: '', serial: '', quantity: '1', quantity_unit: '台',
    purchased_on: '', warranty_until: '', price: '', rule: '', note: '', books: booksOf([]),
  }
}

function booksOf(books: AssetBook[]): Record<AssetLevel, BookForm> {
  return Object.fromEntries(LEVELS.map((level) => [level, bookForm(books.find((one) => one.level === level))])) as Record<AssetLevel, BookForm>
}

export function formOf(asset: Asset): AssetForm {
  const { code, class_id, name, level, state, quantity_unit } = asset
  return {
    code, class_id, name, level, state, quantity_unit,
    place: asset.place ?? '', holder: asset.holder ?? '', unit: asset.unit ?? '', brand_model: asset.brand_model ?? '', serial: asset.serial ?? '',
    quantity: String(asset.quantity), purchased_on: asset.purchased_on ?? '', warranty_until: asset.warranty_until ?? '',
    price: asset.price === null ? '' : fenToYuan(asset.price), rule: asset.rule ?? '', note: asset.note ?? '', books: booksOf(asset.books),
  }
}

/** Whether every amount in the form is one. */
export function hasAmounts(form: AssetForm): boolean {
  return [form.price, ...LEVELS.map((level) => form.books[level].price)].every((typed) => yuanToFen(typed) !== undefined)
}

/** The books in which anything stands. */
export function sentBooks(form: AssetForm): AssetBook[] {
  return LEVELS.flatMap((level) => {
    const book = form.books[level]
    const sent = { level, number: book.number.trim() || null, quantity: book.quantity.trim() === '' ? null : Number(book.quantity), price: yuanToFen(book.price) ?? null }
    return sent.number === null && sent.quantity === null && sent.price === null ? [] : [sent]
  })
}

/** What is sent of a new asset: what was filled in. */
export function newOf(form: AssetForm): Partial<NewAsset> & Pick<NewAsset, 'class_id' | 'name'> {
  const said = [...TEXTS, ...DAYS, 'code' as const].filter((member) => form[member].trim() !== '').map((member) => [member, form[member].trim()])
  const price = yuanToFen(form.price)
  const books = sentBooks(form)
  return { ...Object.fromEntries(said), class_id: form.class_id, name: form.name.trim(), level: form.level, state: form.state, quantity: Number(form.quantity), ...(typeof price === 'number' ? { price } : {}), ...(books.length > 0 ? { books } : {}) }
}

/** What is sent of a change: what differs from what was read. An empty text removes, and so does nothing for a day or a price. */
export function changeOf(base: AssetForm, mine: AssetForm): AssetChange {
  const change: Record<string, unknown> = {}
  for (const member of TEXTS) if (base[member].trim() !== mine[member].trim()) change[member] = mine[member].trim()
  for (const member of DAYS) if (base[member] !== mine[member]) change[member] = mine[member] || null
  for (const member of ['class_id', 'level', 'state'] as const) if (base[member] !== mine[member]) change[member] = mine[member]
  if (base.quantity !== mine.quantity) change.quantity = Number(mine.quantity)
  if (yuanToFen(base.price) !== yuanToFen(mine.price)) change.price = yuanToFen(mine.price)
  const books = sentBooks(mine)
  if (JSON.stringify(sentBooks(base)) !== JSON.stringify(books)) change.books = books
  return change as AssetChange
}
