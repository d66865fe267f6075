import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

/** Different in every run, so that a second run on the same server finds its own. */
const STAMP = Date.now().toString(36).toUpperCase()
const DAY_MS = 86_400_000
const PLANTED = ['amount_differs', 'payment_without_order', 'receipt_missing']

before(launch)
after(close)

async function at(path, account, viewport = DESK) {
  const page = await open(viewport)
  await signIn(page, account, accounts.password)
  await page.goto(path)
  return page
}

/** Asks the server as whoever is signed in on the page. */
function ask(page, path) {
  return page.evaluate(async (path) => (await fetch(`/api/v1${path}`, { headers: { 'X-Jianyue': '1' } })).json(), path)
}

async function contractOf(page, prefix) {
  return (await ask(page, '/contracts')).find((one) => one.prefix === prefix).id
}

/** The day in Beijing, some days ago. */
const day = (ago = 0) => new Date(Date.now() + 8 * 3_600_000 - ago * DAY_MS).toISOString().slice(0, 10)

/** The Monday of this week. */
function monday() {
  const today = new Date(`${day()}T00:00:00Z`)
  return new Date(today.getTime() - ((today.getUTCDay() + 6) % 7) * DAY_MS).toISOString().slice(0, 10)
}

test('the accounts of a week: three differences are found, explained, and the ledger says that the week is done', async () => {
  const page = await at('/reconciliations', 'manager')
  const contract = await contractOf(page, 'SC')
  await page.goto(`/reconciliations?contract=${contract}`)
  const last = page.locator('[data-week]').nth(0)
  await last.waitFor()
  await picture(page, 'reconciliations')
  const from = await last.getAttribute('data-week')
  await last.getByRole('button').click()
  await page.waitForURL(/\/reconciliations\/[0-9a-f-]+$/)
  await page.locator('[data-difference]').nth(0).waitFor()
  const kinds = await page.locator('[data-difference]').evaluateAll((rows) => rows.map((row) => row.dataset.difference))
  assert.deepEqual(kinds.sort(), PLANTED)
  await page.locator('[data-difference="amount_differs"]').getByText('¥1.00').waitFor()
  await page.locator('[data-row]').nth(0).waitFor()
  await accessible(page, 'a week of money')
  await picture(page, 'reconciliation')
  // Closed once for good: another run on the same server finds it so.
  if ((await page.locator('[data-week-state="open"]').count()) === 1) {
    assert.ok(await page.locator('[data-close-week]').isDisabled(), 'nothing is closed while a difference is not explained')
    for (const kind of PLANTED) {
      await page.locator(`[data-difference="${kind}"] [data-explain]`).click()
      await page.locator('[data-field="text"]').fill(`已与支付平台核对（${kind}）`)
      await page.getByRole('dialog').locator('[data-save]').click()
      await page.locator(`[data-difference="${kind}"]`).getByText('已与支付平台核对').waitFor()
    }
    await page.locator('[data-close-week]:not([disabled])').click()
    await page.getByRole('dialog').getByRole('button', { name: '办结对账' }).click()
  }
  await page.locator('[data-closed]').waitFor()
  assert.equal(await page.locator('[data-difference]').count(), 3)
  assert.equal(await page.locator('[data-explain]').count(), 0)

  const saved = page.waitForEvent('download')
  await page.locator('[data-export]').click()
  assert.equal((await saved).suggestedFilename(), `reconciliation-${from}.xlsx`)

  // The duty of a calendar week is done by closing the week before it.
  const week = monday()
  const to = new Date(new Date(`${week}T00:00:00Z`).getTime() + 6 * DAY_MS).toISOString().slice(0, 10)
  const isDone = async () => {
    const { items } = await ask(page, `/contracts/${contract}/duties?from=${week}&to=${to}&rule=SC-O1.reconciliation&kind=duty`)
    return items.length === 1 && items[0].state.startsWith('done')
  }
  const until = Date.now() + 10_000
  let done = await isDone()
  while (!done && Date.now() < until) done = await isDone()
  assert.ok(done, 'the ledger knows that the week is done')

  const official = await at(`/portal/deliveries?contract=${contract}`, 'official2')
  await official.locator('[data-weeks] [data-week]').nth(0).getByRole('button').click()
  await official.locator('[data-week-dialog] [data-difference]').nth(2).waitFor()
  await accessible(official, 'a week of money in the portal')
  assert.deepEqual([...page.failures, ...official.failures], [])
})

test('a table of payments: a row without a day is refused with its line, the others become orders', async () => {
  const page = await at('/deliveries', 'manager')
  const contract = await contractOf(page, 'SC')
  await page.goto(`/deliveries/batches/import/payments?contract=${contract}`)
  const table = `订单号,缴费时间,费用,学校,姓名\nT${STAMP}1,${day(1)} 10:20,20.00,海淀第一小学（演示）,王小某\nT${STAMP}2,,20.00,海淀第一小学（演示）,李某\n`
  await page.locator('[data-file]').setInputFiles({ name: '缴费.csv', mimeType: 'text/csv', buffer: Buffer.from(table) })
  const refused = page.locator('[data-outcome="refused"]')
  await refused.waitFor()
  assert.equal(await refused.getAttribute('data-line'), '3')
  await refused.getByText('没有填写缴费时间').waitFor()
  await page.locator('[data-take]').click()
  await page.locator('[data-register]').waitFor()
  await page.goto(`/deliveries?contract=${contract}&q=T${STAMP}1`)
  const row = page.locator(`[data-order="T${STAMP}1"]`)
  await row.getByText('王**').waitFor()
  await row.getByRole('button').click()
  const drawer = page.locator('[data-order-drawer]')
  await drawer.locator('[data-field="kind"]').selectOption('made')
  await drawer.locator('[data-save]').click()
  await drawer.locator('[data-event="made"]').waitFor()
  await picture(page, 'delivery-order')
  assert.deepEqual(page.failures, [])
})

test('what will be late is shown ahead, at the desk, on the phone and in the portal', async () => {
  const page = await at('/deliveries', 'manager')
  await page.locator('[data-tile="ahead"]').waitFor()
  await picture(page, 'deliveries')
  await page.locator('[data-tile="ahead"]').click()
  await page.locator('[data-ahead]').waitFor()
  await page.locator('[data-order] [data-mark="ahead"]').nth(0).waitFor()
  assert.equal(await page.locator('[data-order]').count(), await page.locator('[data-mark="ahead"]').count())
  await accessible(page, 'the orders that will be late')

  const phone = await at('/deliveries?show=ahead', 'manager', PHONE)
  await phone.locator('[data-order]').nth(0).waitFor()
  await fits(phone, 'orders')
  await picture(phone, 'deliveries-phone')

  const official = await at('/portal/deliveries', 'official2')
  await official.locator('[data-ahead] [data-order]').nth(0).waitFor()
  await official.locator('[data-finding]').waitFor()
  await accessible(official, 'deliveries in the portal')
  await picture(official, 'portal-deliveries')
  assert.deepEqual([...page.failures, ...phone.failures, ...official.failures], [])
})

test('readers that should be back are found, keys show who had them, couriers get their secret once', async () => {
  const page = await at('/readers', 'manager')
  const contract = await contractOf(page, 'SC')
  await page.goto(`/readers?contract=${contract}`)
  await page.locator('[data-overdue]').click()
  await page.locator('[data-reader]').nth(0).getByRole('button').click()
  await page.locator('[data-reader-drawer] [data-movement="sent_in"]').waitFor()
  await picture(page, 'card-readers')
  await page.goto(`/card-keys?contract=${contract}`)
  await page.locator('[data-key="MY-001"]').getByRole('button').click()
  await page.locator('[data-key-drawer] [data-movement="returned"]').waitFor()
  await picture(page, 'card-keys')
  await page.goto(`/deliveries/couriers?contract=${contract}`)
  await page.locator('[data-add-source]').click()
  await page.locator('[data-field="name"]').fill(`快递 ${STAMP}`)
  await page.getByRole('dialog').locator('[data-save]').click()
  await page.locator('[data-secret]').waitFor()
  await page.locator('[data-kept]').click()
  await page.locator(`[data-source="快递 ${STAMP}"]`).waitFor()
  await page.locator('[data-secret]').waitFor({ state: 'detached' })
  await accessible(page, 'couriers')
  assert.deepEqual(page.failures, [])
})
