import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'

import type { NotificationRule, NotificationRules, RulesInForce } from '@/api/notify'
import { ApiProblem } from '@/api/problem'

import { useRules } from './useRules'

const rule = (occasion: string, by: string[] = ['in_app']): NotificationRule => ({ occasion, up_to_level: null, works: [], to: ['managers'], by, template: null })
const house: NotificationRules = { rules: [rule('a'), rule('b')], quiet: null }
/** What the server has; `save` changes it. */
let server: RulesInForce
const save = vi.fn<(sent: NotificationRules, version: number) => void>()

vi.mock('@/api/notify', () => ({
  rules: () => Promise.resolve(structuredClone(server)),
  occasions: () => Promise.resolve([]),
  templates: { list: () => Promise.resolve({ items: [], variables: [] }) },
  saveRules: (_: string, sent: NotificationRules, version: number) => {
    const plain = JSON.parse(JSON.stringify(sent)) as NotificationRules
    save(plain, version)
    if (version !== server.version) return Promise.reject(new ApiProblem(412, 'notify.stale_version', '内容已被他人修改'))
    server = { ...server, ...plain, version: version + 1 }
    return Promise.resolve(structuredClone(server))
  },
}))
vi.mock('@/api/contracts', () => ({ keptCatalogue: () => Promise.reject(new Error('not there')) }))
vi.mock('@/api/tickets', () => ({ assignable: () => Promise.resolve([]) }))

const settled = async (): Promise<void> => {
  for (let i = 0; i < 10; i += 1) await Promise.resolve()
  await nextTick()
}

let scope = effectScope()
async function page() {
  scope.stop()
  scope = effectScope()
  const rules = scope.run(() => useRules(ref('hs')))!
  await settled()
  return rules
}

beforeEach(() => {
  localStorage.clear()
  save.mockClear()
  server = { ...structuredClone(house), version: 0, ways: [], house }
})
afterEach(() => scope.stop())

describe('rules that are changed', () => {
  it('come back after a visit elsewhere, until they are saved or dropped', async () => {
    const first = await page()
    first.setRules('a', [rule('a', ['sms'])])
    await settled()
    const again = await page()
    expect([again.restored.value, again.unsaved.value, again.rulesOf('a')[0]?.by]).toEqual([1, 1, ['sms']])
    again.drop()
    await settled()
    expect((await page()).unsaved.value).toBe(0)
  })

  it('are put on top of what somebody else saved meanwhile', async () => {
    const mine = await page()
    mine.setRules('a', [rule('a', ['sms'])])
    server = { ...server, rules: [rule('a'), rule('b', ['email'])], version: 3 }
    await mine.save()
    expect([mine.isStale.value, mine.clash.value, mine.unsaved.value, mine.refusal.value]).toEqual([true, [], 1, null])
    expect(mine.rulesOf('b')[0]?.by).toEqual(['email'])
    await mine.save()
    expect(save).toHaveBeenLastCalledWith({ rules: [rule('a', ['sms']), rule('b', ['email'])], quiet: null }, 3)
    expect([mine.isStale.value, mine.unsaved.value]).toEqual([false, 0])
  })

  it('say where both changed the same, and give theirs when asked', async () => {
    const mine = await page()
    mine.setRules('a', [rule('a', ['sms'])])
    await settled()
    server = { ...server, rules: [rule('a', ['email']), rule('b')], version: 1 }
    const again = await page()
    expect([again.isStale.value, again.clash.value, again.rulesOf('a')[0]?.by]).toEqual([true, ['a'], ['sms']])
    again.putBack('a', again.base.value)
    expect([again.clash.value, again.rulesOf('a')[0]?.by, again.unsaved.value]).toEqual([[], ['email'], 0])
  })

  it('go back to the default', async () => {
    server = { ...server, rules: [rule('a', ['sms'])], version: 2 }
    const mine = await page()
    expect([...mine.fromHouse.value]).toEqual(['a', 'b'])
    mine.putBack('a', mine.house.value)
    expect([...mine.fromHouse.value]).toEqual(['b'])
  })
})
