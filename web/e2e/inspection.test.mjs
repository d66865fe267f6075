import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, BASE, close, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

const MANAGER = 'manager'
const DAY_MS = 86_400_000
const dayAfter = (days) => new Date(Date.now() + 8 * 3_600_000 + days * DAY_MS).toISOString().slice(0, 10)

before(launch)
after(close)

/** What the browser's own session is answered. */
async function get(page, path) {
  const said = await page.request.get(`${BASE}/api/v1${path}`)
  assert.ok(said.ok(), `${path}: ${said.status()}`)
  return said.json()
}

/** The first of a day that may still be done what `action` says. */
async function find(page, day, action) {
  const { items } = await get(page, `/occurrences?from=${day}&to=${day}&state=planned&limit=200`)
  const reads = ['daily', 'I1']
  const fits = items.filter((one) => one.allowed_actions.includes(action))
  return fits.find((one) => reads.some((word) => one.rule.includes(word))) ?? fits[0] ?? null
}

/** Answers every required point with what is right, the first reading with limits far outside of them. */
async function fill(page) {
  const limited = page.locator('[data-item]').filter({ has: page.locator('input[inputmode="decimal"]') }).first()
  await limited.locator('[data-value]').fill('99999')
  await limited.locator('[data-value]').press('Enter')
  await limited.locator('[data-outside]').waitFor()
  const points = page.locator('[data-item]:has(input[type="radio"])')
  for (let i = 0; i < (await points.count()); i += 1) {
    const kept = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.url().endsWith('/answers'))
    await points.nth(i).locator('input[type="radio"]').first().check()
    await kept
  }
}

test('an occurrence of today is opened from the list, made, found wrong, and becomes a ticket', async (context) => {
  const page = await open()
  await signIn(page, accounts.engineer, accounts.password)
  const today = dayAfter(0)
  const wanted = await find(page, today, 'run')
  if (!wanted || !wanted.rule.includes('I1')) return context.skip('everything of today is made on this server')
  await page.goto(`/inspections?from=${today}&to=${today}`)
  await page.locator(`[data-occurrence="${wanted.id}"] [data-open]`).click()
  await page.locator('[data-start]').click()
  await page.locator('[data-run-form]').waitFor()
  await fill(page)
  await page.locator('[data-sign="engineer"]').click()
  const pad = page.locator('[data-pad]')
  await pad.waitFor()
  const box = await pad.boundingBox()
  await page.mouse.move(box.x + 40, box.y + 60)
  await page.mouse.down()
  await page.mouse.move(box.x + 160, box.y + 120, { steps: 6 })
  await page.mouse.up()
  await page.locator('[data-sign-keep]').click()
  await page.locator('[data-signature="engineer"]').waitFor()
  await picture(page, 'inspection-1-form')
  await page.locator('[data-close]').click()
  await page.locator('[data-run-state="closed"]').waitFor()
  await page.locator('[data-deviation]').first().waitFor()
  await page.locator('[data-ticket]').first().waitFor()
  await picture(page, 'inspection-2-closed')
  await accessible(page, 'a closed run')
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('one of tomorrow is announced with a reason', async (context) => {
  const page = await open()
  await signIn(page, accounts.engineer, accounts.password)
  const wanted = await find(page, dayAfter(1), 'announce')
  if (!wanted) return context.skip('everything of tomorrow is announced on this server')
  await page.goto(`/inspections/${wanted.id}`)
  await page.locator('[data-announce]').click()
  await page.locator('[data-reason]').fill('机房停电检修，无法进场。')
  await page.locator('[data-tell]').click()
  await page.locator('[data-announcement]').getByText('机房停电检修，无法进场。').waitFor()
  assert.equal((await get(page, `/occurrences/${wanted.id}`)).state, 'announced')
  await page.context().close()
})

for (const [size, viewport] of [['desk', undefined], ['phone', PHONE]]) {
  test(`list, month and sheets can be read on ${size}`, async () => {
    const page = await open(viewport)
    await signIn(page, MANAGER, accounts.password)
    const contract = (await get(page, '/contracts')).find((one) => one.prefix === 'HS').id
    for (const [name, path, sign] of [
      ['list', '/inspections', '[data-occurrence]'],
      ['month', `/inspections?view=month&contract=${contract}`, '[data-cell]'],
      ['sheet', `/inspections/sheets?contract=${contract}&day=${dayAfter(-1)}`, '[data-sheet]'],
    ]) {
      await page.goto(path)
      await page.locator(sign).first().waitFor()
      await picture(page, `inspection-${size}-${name}`)
      await accessible(page, name)
      await fits(page, name)
    }
    assert.deepEqual(page.failures, [])
    await page.context().close()
  })
}
