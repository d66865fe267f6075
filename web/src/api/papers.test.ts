import { describe, expect, it } from 'vitest'

import { inFormat, nameIn } from './papers'

describe('papers of the server', () => {
  it('are saved under their Chinese names', () => {
    expect(nameIn(`attachment; filename="__.pdf"; filename*=UTF-8''%E6%9C%88%E6%8A%A5%202026-03.pdf`)).toBe('月报 2026-03.pdf')
    expect(nameIn('attachment; filename="a.pdf"')).toBe('a.pdf')
    expect(nameIn(`attachment; filename="a.pdf"; filename*=UTF-8''%E6%`)).toBe('a.pdf')
    expect(nameIn(null)).toBeNull()
  })

  it('are asked for by their format', () => {
    expect(inFormat('/tickets/1/paper', 'pdf')).toBe('/tickets/1/paper?format=pdf')
    expect(inFormat('/reports/1/file?version=2', 'docx')).toBe('/reports/1/file?version=2&format=docx')
  })
})
