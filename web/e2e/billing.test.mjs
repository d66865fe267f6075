import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'
import { contractOf, person } from './person.mjs'

const FINANCE = 'finance'
const MANAGER = 'manager'
const OFFICIAL = 'official'

before(launch)
after(close)

const penalty = (page, number) => page.locator(`[data-breach="${number}"]`)

test('finance sees what is due in all contracts and takes it along as a workbook', async () => {
  const page = await open()
  await signIn(page, FINANCE, accounts.password)
  await page.waitForURL(/\/billing$/)
  await page.locator('[data-lines] [data-line="SC-M1.4"]').waitFor()
  assert.equal(await page.locator('[data-line="HS-M1.1"]').count(), 0, 'what is paid is left out')
  await accessible(page, 'the schedule')
  await picture(page, 'billing-1-schedule')
  await page.locator('[data-show-all]').check()
  await page.locator('[data-line="HS-M1.1"]').waitFor()
  const saving = page.waitForEvent('download')
  await page.locator('[data-excel]').click()
  assert.match((await saving).suggestedFilename(), /^payments-.*\.xlsx$/)
  await page.setViewportSize(PHONE)
  await fits(page)
  await accessible(page, 'the schedule on a phone')
  await picture(page, 'billing-2-phone')
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('a breach is told, objected to, reduced by the client and netted from the next payment', async () => {
  const manager = await person(MANAGER)
  const contract = await contractOf(manager, 'HC')
  const told = await manager.post(`/contracts/${contract}/billing-entries`, { kind: 'breach', rule: 'HC-M2.service', on: '2025-03-03', text: '浏览器测试的违约' })

  const vendor = await open()
  await signIn(vendor, MANAGER, accounts.password)
  await vendor.goto(`/billing/${contract}`)
  await penalty(vendor, told.breach).locator('[data-object]').click()
  await vendor.locator('[data-penalty-form="object"] [data-reason]').fill('当日网络中断')
  await vendor.locator('[data-penalty-save]').click()
  await penalty(vendor, told.breach).getByText('当日网络中断').waitFor()
  await vendor.context().close()

  const page = await open()
  await signIn(page, OFFICIAL, accounts.password)
  await page.goto(`/billing/${contract}`)
  await penalty(page, told.breach).locator('[data-decide]').click()
  const form = page.locator('[data-penalty-form="decide"]')
  await form.locator('[data-outcome]').selectOption('reduced')
  await form.locator('[data-reduced]').fill('1234.56')
  await form.locator('[data-reason]').fill('影响较小')
  await accessible(page, 'the decision')
  await picture(page, 'billing-3-decision')
  await page.locator('[data-penalty-save]').click()
  await penalty(page, told.breach).locator('[data-decided]').waitFor()
  assert.equal(await penalty(page, told.breach).locator('[data-owed]').innerText(), '¥1,234.56')
  assert.equal(await page.locator('[data-line="HC-M1.3"] [data-deducted]').innerText(), '¥1,234.56')
  await picture(page, 'billing-4-account')
  await accessible(page, 'the account')

  // Leaves the account as it was: the same decision can be taken anew.
  await penalty(page, told.breach).locator('[data-decide]').click()
  await form.locator('[data-outcome]').selectOption('waived')
  await form.locator('[data-reason]').fill('浏览器测试结束')
  await page.locator('[data-penalty-save]').click()
  await page.locator('[data-line="HC-M1.3"] [data-deducted]').waitFor({ state: 'detached' })
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('a trial shows what would be owed and keeps nothing', async () => {
  const page = await open()
  await signIn(page, OFFICIAL, accounts.password)
  const contract = await contractOf(await person(MANAGER), 'HS')
  await page.goto(`/billing/${contract}`)
  await page.locator('[data-try]').click()
  const form = page.locator('[data-tell-form]')
  await form.locator('[data-kind]').selectOption('breach')
  await form.locator('[data-rule]').selectOption('HS-M2.quality')
  await form.locator('[data-text]').fill('假设年度验收不合格')
  await page.locator('[data-tell-save]').click()
  await page.locator('[data-trial]').waitFor()
  await page.locator('[data-penalties]').getByText('¥61,350.00').first().waitFor()
  await page.locator('[data-stop-trial]').click()
  await page.locator('[data-trial]').waitFor({ state: 'detached' })
  assert.equal(await page.locator('[data-breach]').count(), 0)
  assert.deepEqual(page.failures, [])
  await page.context().close()
})
