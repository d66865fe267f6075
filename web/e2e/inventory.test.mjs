// What an engineer does with the inventory of data and an official sees of it: a database that is read, its tables and what
// people say of them, the difference between two readings, and the document.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

const MANAGER = 'manager'
/** So that a second run on the same server does not meet what the first one left. */
const RUN = String(Date.now() % 1_000_000)
const PATIENCE = 60_000

before(launch)
after(close)

/** The database of the demo that was read twice, with a difference. */
async function demoSource(page) {
  return page.evaluate(async () => {
    const { items } = await (await fetch('/api/v1/data-sources?limit=200')).json()
    return items.find((one) => one.engine === 'sqlite' && one.state === 'ok')
  })
}

test('a database is registered, read, described and compared; its document is saved', async () => {
  const page = await open(DESK)
  await signIn(page, MANAGER, accounts.password)
  await page.goto('/inventory')
  await page.locator('[data-source]').first().waitFor()
  const demo = await demoSource(page)

  await page.locator('[data-new]').click()
  const form = page.locator('[data-source-form]')
  await form.waitFor()
  await form.locator('[data-field="contract"]').selectOption(demo.contract_id)
  await form.locator('[data-field="title"]').fill(`盘点 ${RUN}`)
  await form.locator('[data-field="engine"]').selectOption('sqlite')
  await form.locator('[data-field="path"]').fill(demo.target.path)
  await form.locator('[data-field="every"]').fill('')
  await accessible(page, 'the form of a source')
  await picture(page, 'inventory-1-form')
  await page.locator('[data-save]').click()
  await page.waitForURL(/\/inventory\/sources\/[\w-]+$/)
  await page.locator('.empty').waitFor()

  await page.locator('[data-read-now]').click()
  await page.locator('[data-source-page][data-state="ok"], [data-look="ok"]').first().waitFor({ timeout: PATIENCE })
  const table = page.locator('[data-tables] [data-table="credit_record"]')
  await table.waitFor({ timeout: PATIENCE })
  assert.match(await page.locator('[data-last-text]').innerText(), /首次盘点/)
  await page.locator('[data-search]').fill('exchange')
  await table.waitFor({ state: 'detached' })
  await page.locator('[data-tables] [data-table="exchange_log"]').waitFor()
  assert.match(page.url(), /q=exchange/)
  await page.locator('[data-search]').fill('')
  await table.waitFor()

  await table.locator('.adm-link').click()
  const drawer = page.locator('[data-table-drawer]')
  await drawer.locator('[data-foreign]', { hasText: 'credit_unit' }).waitFor()
  const column = drawer.locator('[data-column="score"]')
  await column.locator('[data-write-note]').click()
  await column.locator('[data-note-field]').fill(`得分 ${RUN}`)
  await column.locator('[data-keep-note]').click()
  await column.locator('[data-note]', { hasText: RUN }).waitFor()
  await accessible(page, 'a table')
  await picture(page, 'inventory-2-table')
  await page.reload()
  await column.locator('[data-note]', { hasText: RUN }).waitFor()

  // Read again: nothing differs, and what was said stays.
  await page.goto(new URL(page.url()).pathname)
  await page.locator('[data-read-now]').click()
  await page.locator('[data-last-text]', { hasText: '结构与上次相同' }).waitFor({ timeout: PATIENCE })
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('[data-document]').click()])
  assert.match(download.suggestedFilename(), /^数据盘点-盘点 \d+-\d{4}-\d{2}-\d{2}\.xlsx$/)

  await page.locator('[data-remove]').click()
  await page.locator('[data-sure]:visible').click()
  await page.waitForURL(/\/inventory$/)
  await page.locator('[data-source]').first().waitFor()
  assert.equal(await page.locator(`[data-source="盘点 ${RUN}"]`).count(), 0)
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('what changed between two readings is told line by line', async () => {
  const page = await open(DESK)
  await signIn(page, MANAGER, accounts.password)
  const demo = await demoSource(page)
  const changed = await page.evaluate(async (path) => {
    const { items } = await (await fetch(path)).json()
    return items.find((one) => one.changes.added > 0).id
  }, `/api/v1/data-sources/${demo.id}/readings?limit=200`)
  await page.goto(`/inventory/sources/${demo.id}?view=difference&reading=${changed}`)
  const found = page.locator('[data-difference]')
  await found.locator('[data-says]', { hasText: '新增 1 张表、减少 1 张表、变更 2 张表' }).waitFor()
  await found.locator('[data-what="added"][data-table="repair_request"]').waitFor()
  await found.locator('[data-what="removed"][data-table="old_import"]').waitFor()
  await found.locator('[data-table="credit_record"] [data-change="added"]', { hasText: 'repaired_on' }).waitFor()
  await accessible(page, 'a difference')
  await picture(page, 'inventory-3-difference')

  // The other way round: what was added is gone.
  const first = await found.locator('[data-against] option').last().getAttribute('value')
  await page.goto(`/inventory/sources/${demo.id}?view=difference&reading=${first}&against=${changed}`)
  await found.locator('[data-what="removed"][data-table="repair_request"]').waitFor()
  await page.goto(`/inventory/sources/${demo.id}?view=readings`)
  await page.locator('[data-version]').nth(1).waitFor()
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('an official sees the last change and saves the document', async () => {
  const page = await open(DESK)
  await signIn(page, accounts.official, accounts.password)
  const demo = await demoSource(page)
  await page.goto(`/portal/inventory?contract=${demo.contract_id}`)
  const row = page.locator(`[data-source="${demo.title}"]`)
  await row.locator('[data-change]').waitFor()
  await accessible(page, 'the inventory in the portal')
  await fits(page, 'the inventory in the portal')
  await picture(page, 'inventory-4-portal')
  const [download] = await Promise.all([page.waitForEvent('download'), row.locator('[data-document]').click()])
  assert.match(download.suggestedFilename(), /\.xlsx$/)
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.locator('[data-document]').first().isVisible(), false)
  await page.emulateMedia({ media: 'screen' })
  await row.locator('[data-change]').click()
  await page.locator('[data-difference] [data-what="added"]').waitFor()
  assert.equal(await page.locator('[data-read-now], [data-edit], [data-write-note]').count(), 0)
  await accessible(page, 'a difference in the portal')
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

for (const [size, viewport, dark] of [
  ['desk-dark', DESK, true],
  ['phone', PHONE, false],
]) {
  test(`the pages on ${size}`, async () => {
    const page = await open(viewport, { colorScheme: dark ? 'dark' : 'light' })
    await signIn(page, MANAGER, accounts.password)
    const demo = await demoSource(page)
    for (const [name, address, sign] of [
      ['list', '/inventory', '[data-source]'],
      ['none', '/inventory?state=reading', '[data-source], .empty'],
      ['tables', `/inventory/sources/${demo.id}`, '[data-tables] [data-table]'],
      ['one-table', `/inventory/sources/${demo.id}?table=credit_unit`, '[data-table-drawer] [data-column]'],
      ['difference', `/inventory/sources/${demo.id}?view=difference`, '[data-difference] [data-says], [data-first]'],
      ['readings', `/inventory/sources/${demo.id}?view=readings`, '[data-version]'],
      ['portal', `/portal/inventory?contract=${demo.contract_id}`, '[data-source]'],
      ['portal-one', `/portal/inventory/sources/${demo.id}`, '[data-tables] [data-table]'],
    ]) {
      await page.goto(address)
      await page.locator(sign).first().waitFor()
      await picture(page, `inventory-${size}-${name}`)
      await accessible(page, `${name} on ${size}`)
      await fits(page, `${name} on ${size}`)
    }
    assert.deepEqual(page.failures, [])
    await page.context().close()
  })
}
