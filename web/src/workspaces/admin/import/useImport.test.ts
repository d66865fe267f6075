import { beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'

import { ApiProblem } from '@/api/problem'

const importText = vi.fn()
const push = vi.fn()
vi.mock('@/api/contracts', () => ({ importText: (...asked: unknown[]) => importText(...asked) }))
vi.mock('@/api/serverClock', () => ({ serverNow: () => Date.parse('2026-11-21T08:00:00Z') }))
vi.mock('vue-router', () => ({ useRouter: () => ({ push }) }))
vi.mock('element-plus/es/components/message/index.mjs', () => ({ ElMessage: { success: vi.fn() } }))

const { useImport } = await import('./useImport')
const use = () => effectScope().run(useImport)!
const looked = { contract_id: 'c', version: 2, kind: 'amendment', title: '合同', effective_on: '2026-11-21', findings: [], changes: [] }
const refused = (code: string, more: object) => new ApiProblem(422, code, code, null, [], more as Record<string, unknown>)

describe('a contract file on its way in', () => {
  beforeEach(() => {
    localStorage.clear()
    importText.mockReset()
  })

  it('that amends is looked at again with the first day that is possible', async () => {
    importText.mockRejectedValueOnce(refused('contracts.effective_date_needed', { last: '2025-11-20' })).mockResolvedValueOnce(looked)
    const page = use()
    page.text.value = 'slug'
    await page.check()
    expect(importText.mock.calls.map(([text, check]) => [text.effective_on, check])).toEqual([
      [undefined, true],
      ['2026-11-21', true],
    ])
    expect(page.result.value).toEqual(looked)
    expect(page.busy.value).toBe(false)
  })

  it('takes the day after the last version when that is still to come', async () => {
    importText.mockRejectedValueOnce(refused('contracts.effective_date_needed', { last: '2027-01-31' })).mockResolvedValueOnce(looked)
    const page = use()
    page.text.value = 'slug'
    await page.check()
    expect(importText.mock.calls[1]?.[0].effective_on).toBe('2027-02-01')
  })

  it('shows where it cannot be read', async () => {
    importText.mockRejectedValueOnce(refused('contracts.bad_text', { errors: [{ line: 43, column: 1, field: 'term.stat', message: '不认识的键' }] }))
    const page = use()
    page.text.value = 'slug'
    await page.check()
    expect(page.notes.value).toMatchObject([{ severity: 'error', places: [{ line: 43 }] }])
    expect(page.result.value).toBeNull()
  })

  it('is still there after a reload, and gone once it is published', async () => {
    const page = use()
    page.text.value = 'slug = "a"'
    await Promise.resolve()
    expect(use().text.value).toBe('slug = "a"')
    importText.mockResolvedValueOnce(looked)
    expect(await page.publish()).toBe(true)
    expect(push).toHaveBeenCalledWith({ name: 'contract-versions', params: { id: 'c' }, query: { version: '2' } })
    expect(use().text.value).toBe('')
  })
})
