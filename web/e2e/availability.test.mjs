import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

before(launch)
after(close)

test('an official comes from the first page to how much each system worked, and takes the table along', async () => {
  const page = await open(DESK, { acceptDownloads: true })
  await signIn(page, accounts.official, accounts.password)
  await page.goto('/portal')
  await page.locator('[data-availability-link]').click()
  await page.waitForURL(/\/portal\/availability/)
  const rows = page.locator('[data-system]')
  await rows.first().waitFor()
  for (const says of await page.locator('[data-percent]').allInnerTexts()) assert.match(says, /^(\d{1,3}(\.\d{2})? %|没有查看)$/)
  await picture(page, 'availability-1')
  await accessible(page, 'availability')
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('[data-csv]').click()])
  const file = await readFile(await download.path(), 'utf8')
  assert.equal(file.trim().split('\r\n').length - 1, await page.locator('[data-probe]').count(), 'a line for each probe')

  await page.locator('[data-month-before]').click()
  await page.waitForURL(/month=/)
  await page.locator('[data-finding], .empty').first().waitFor()
  assert.ok(await page.locator('[data-month-after]').isEnabled())
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

for (const [size, viewport, dark] of [['desk-dark', DESK, true], ['phone', PHONE, false]]) {
  test(`availability and exchanges on ${size}`, async () => {
    const page = await open(viewport, { colorScheme: dark ? 'dark' : 'light' })
    await signIn(page, 'manager', accounts.password)
    for (const [name, path, sign] of [
      ['availability', '/portal/availability', '[data-system]'],
      ['exchanges', '/probes/exchanges', '[data-partner]'],
    ]) {
      await page.goto(path)
      await page.locator(sign).first().waitFor()
      await picture(page, `${name}-${size}`)
      await accessible(page, `${name} on ${size}`)
      await fits(page, `${name} on ${size}`)
    }
    assert.deepEqual(page.failures, [])
    await page.context().close()
  })
}
