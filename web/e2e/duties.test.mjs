import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'
import { contractOf, person } from './person.mjs'

const RUN = String(Date.now()).slice(-6)
const MANAGER = 'manager'
const OFFICIAL = 'official'

before(launch)
after(close)

test('the ledger says what was kept and what was not, and leads to what shows it', async () => {
  const id = await contractOf(await person(MANAGER), 'HS')
  const page = await open()
  await signIn(page, OFFICIAL, accounts.password)
  await page.goto(`/portal/duties?contract=${id}`)
  const daily = page.locator('[data-rule="HS-I1.daily"][data-kind="inspection"]')
  await daily.waitFor()
  assert.match(await page.locator('[data-kept]').innerText(), /\d+\.\d %/)
  await accessible(page, 'the ledger')
  await picture(page, 'duties-1-ledger')

  await page.locator('[data-wrong]').check()
  await page.waitForURL(/wrong=1/)
  assert.equal(await page.locator('[data-quiet]').count(), 0)
  await page.locator('[data-wrong]').uncheck()

  await daily.locator('[data-see="missed"]').click()
  await page.waitForURL(/rule=HS-I1\.daily.*state=missed/)
  await page.locator('[data-rule-list] [data-duty] [data-state="missed"]').first().waitFor()
  await page.locator('[data-state-filter]').selectOption('done')
  const made = page.locator('[data-rule-list] [data-duty]').first()
  await made.locator('[data-state="done"]').waitFor()
  await accessible(page, 'the duties of a rule')
  await picture(page, 'duties-2-rule')
  await made.locator('a').first().click()
  await page.waitForURL(/\/portal\/inspections\//)
  await page.goBack()
  await page.locator('[data-back]').click()
  await page.locator('[data-quiet] summary').click()
  await page.locator('[data-quiet-rule]').first().waitFor()
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('what happened is recorded, its term runs, evidence ends it, and the client lets another go', async () => {
  const id = await contractOf(await person(MANAGER), 'HS')
  const note = `自动测试 ${RUN}`
  const page = await open()
  await signIn(page, MANAGER, accounts.password)
  await page.goto(`/duties?contract=${id}`)
  await page.locator('[data-record]').click()
  const form = page.locator('[data-record-form]')
  await form.waitFor()
  const save = page.locator('[data-record-save]')
  assert.ok(await save.isDisabled())
  await form.locator('[data-record-rule]').selectOption('ALL-O2.force-majeure')
  await form.getByText('期限：10').waitFor()
  await form.locator('[data-record-note]').fill(note)
  await accessible(page, 'recording what happened')
  await picture(page, 'duties-3-record')
  await save.click()
  await form.waitFor({ state: 'detached' }).catch(() => form.waitFor({ state: 'hidden' }))

  const row = page.locator('[data-rule="ALL-O2.force-majeure"]')
  // It is due in ten days, beyond the year that ends today.
  await page.locator('[data-span]').selectOption('ahead')
  await row.locator('[data-open-rule]').click()
  const duty = page.locator('[data-duty]', { hasText: note })
  await duty.locator('[data-prove]').click()
  const say = page.locator('[data-say-form="prove"]')
  await say.waitFor()
  await say.locator('[data-say-text]').fill('供电公司证明（测试）')
  await accessible(page, 'giving evidence')
  await page.locator('[data-say]').click()
  await duty.locator('[data-state="done"]').waitFor()
  await duty.getByText('供电公司证明（测试）').waitFor()

  // Another one is let go by the client, on the phone.
  const manager = await person(MANAGER)
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  await manager.post(`/contracts/${id}/duties`, { rule: 'ALL-O2.force-majeure', note: `${note} 之二`, happened_on: today })
  const phone = await open(PHONE)
  await signIn(phone, OFFICIAL, accounts.password)
  await phone.goto(`/portal/duties?contract=${id}&rule=ALL-O2.force-majeure&from=${today}&to=${new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)}`)
  const second = phone.locator('[data-duty]', { hasText: `${note} 之二` })
  await second.locator('[data-waive]').click()
  await phone.locator('[data-say-form="waive"] [data-say-text]').fill('双方已书面确认不影响服务')
  await phone.locator('[data-say]').click()
  await second.locator('[data-state="waived"]').waitFor()
  await accessible(phone, 'the duties of a rule on a phone')
  await fits(phone, 'the duties of a rule on a phone')
  await picture(phone, 'duties-4-phone')
  await phone.locator('[data-back]').click()
  await phone.locator('[data-rules]').waitFor()
  await fits(phone, 'the ledger on a phone')
  await picture(phone, 'duties-5-phone')
  assert.deepEqual([...page.failures, ...phone.failures], [])
  await page.context().close()
  await phone.context().close()
})
