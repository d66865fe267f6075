import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, fits, launch, open, picture, signIn } from './browser.mjs'

before(launch)
after(close)

test('a list of tickets is exported, fetched, and found again', async () => {
  const page = await open()
  await signIn(page, accounts.hotline, accounts.password)
  await page.goto('/tickets?state=closed')
  await page.locator('[data-export]').click()
  const dialog = page.getByRole('dialog', { name: '导出工单' })
  await dialog.getByText('不含内部备注和联系电话').waitFor()
  const asked = page.waitForResponse((answer) => answer.url().endsWith('/exports/tickets') && answer.status() === 202)
  await dialog.getByRole('button', { name: '开始导出' }).click()
  const { id } = await (await asked).json()
  const done = dialog.locator(`[data-build-id="${id}"][data-build="done"]`)
  await done.waitFor({ timeout: 60_000 })
  await picture(page, 'exports-1-done')
  await accessible(page, 'an export that is done')

  const fetched = page.waitForEvent('download')
  await done.getByRole('link', { name: /^下载 工单导出 .*\.xlsx/ }).click()
  const file = await fetched
  assert.match(file.suggestedFilename(), /^工单导出 \d{4}-\d{2}-\d{2}\.xlsx$/)
  const bytes = await readFile(await file.path())
  assert.equal(bytes.subarray(0, 2).toString(), 'PK')

  // Whoever closes the window finds it again; nobody else does.
  await dialog.getByRole('button', { name: '关闭', exact: true }).click()
  await page.reload()
  await page.locator('[data-export]').click()
  await page.getByRole('dialog').locator(`[data-build-id="${id}"][data-build="done"]`).waitFor()
  const other = await open()
  await signIn(other, accounts.engineer, accounts.password)
  const status = await other.evaluate((build) => fetch(`/api/v1/builds/${build}`).then((answer) => answer.status), id)
  assert.equal(status, 404)
})

test('what is not wanted any more is cancelled', async () => {
  const page = await open()
  await signIn(page, accounts.hotline, accounts.password)
  // The server would be through too soon: it is shown a build that goes on until it is cancelled.
  let state = 'running'
  const build = () => ({ id: '00000000-0000-7000-8000-000000000001', kind: 'ticketing.tickets', contract_id: null, title: '工单导出', asked_at: new Date().toISOString(), state, step: 420_000, steps: 1_000_000, message: '已写入 420000 张工单', files: [], started_at: null, ended_at: null })
  await page.route('**/api/v1/builds', (route) => route.fulfill({ json: [build()] }))
  await page.route('**/api/v1/builds/*', (route) => route.fulfill({ json: build() }))
  await page.route('**/api/v1/builds/*/cancel', (route) => {
    state = 'cancelled'
    return route.fulfill({ json: build() })
  })
  await page.goto('/tickets')
  await page.locator('[data-export]').click()
  const dialog = page.getByRole('dialog', { name: '导出工单' })
  await dialog.getByText('已写入 420000 张工单').waitFor()
  assert.equal(await dialog.getByRole('progressbar').getAttribute('aria-valuenow'), '42')
  await picture(page, 'exports-2-running')
  await accessible(page, 'an export under way')
  await dialog.getByRole('button', { name: '取消任务' }).click()
  await dialog.getByText('已取消').first().waitFor()
  await dialog.locator('[data-build="cancelled"]').waitFor()

  const phone = await open({ width: 390, height: 844 })
  await signIn(phone, accounts.hotline, accounts.password)
  await phone.goto('/tickets')
  await phone.locator('[data-export]').click()
  await phone.getByRole('dialog', { name: '导出工单' }).getByRole('button', { name: '开始导出' }).waitFor()
  await picture(phone, 'exports-3-phone')
  await fits(phone)
})
