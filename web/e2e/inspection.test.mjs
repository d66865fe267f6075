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

/** What the tests make is their own: something that an event asks for, which any contract has as often as it happens. */
const RULE = 'EX-I2'
const RUN = String(Date.now() % 1_000_000).padStart(6, '0')

async function contractOf(page, prefix) {
  return (await get(page, '/contracts')).find((one) => one.prefix === prefix).id
}

/** Adds an occurrence of a day without the pages. */
async function add(page, day, occasion) {
  const contract = await contractOf(page, 'EX')
  const made = await page.evaluate(
    async ({ contract, body }) => {
      const answer = await fetch(`/api/v1/contracts/${contract}/occurrences`, { method: 'POST', headers: { 'X-Jianyue': '1', 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
      return { status: answer.status, body: await answer.json() }
    },
    { contract, body: { rule: RULE, day, occasion } },
  )
  assert.equal(made.status, 201, JSON.stringify(made.body))
  return made.body
}

async function sign(page) {
  await page.locator('[data-sign="engineer"]').click()
  const pad = page.locator('[data-pad]')
  await pad.waitFor()
  // The dialog slides in; the pad is drawn on where it has come to rest.
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'))
  const box = await pad.boundingBox()
  await page.mouse.move(box.x + 40, box.y + 60)
  await page.mouse.down()
  await page.mouse.move(box.x + 160, box.y + 120, { steps: 6 })
  await page.mouse.up()
  await page.locator('[data-sign-keep]').click()
  await page.locator('[data-signature="engineer"]').waitFor()
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

test('what an event asks for is added, made, found wrong, becomes a ticket, and is corrected', async () => {
  const page = await open()
  await signIn(page, accounts.engineer, accounts.password)
  const today = dayAfter(0)
  await page.goto(`/inspections?contract=${await contractOf(page, 'EX')}`)
  await page.locator('[data-add]').click()
  const rule = page.locator('[data-add-rule]')
  await rule.waitFor()
  const wanted = await rule.locator('option').evaluateAll((options, named) => options.find((one) => one.value.endsWith(` ${named}`)).value, RULE)
  await rule.selectOption(wanted)
  await page.locator('[data-add-occasion]').fill(`第 ${RUN} 场考试`)
  await accessible(page, 'the form of what an event asks for')
  await page.locator('[data-add-now]').click()
  await page.waitForURL(/\/inspections\/[0-9a-f-]{36}$/)
  const { pathname } = new URL(page.url())

  await page.goto(`/inspections?from=${today}&to=${today}`)
  await page.locator('[data-open]', { hasText: RUN }).click()
  await page.waitForURL((url) => url.pathname === pathname)
  await page.locator('[data-start]').click()
  await page.locator('[data-run-form]').waitFor()
  await fill(page)
  await sign(page)
  await picture(page, 'inspection-1-form')
  await page.locator('[data-close]').click()
  await page.locator('[data-run-state="closed"]').waitFor()
  await page.locator('[data-deviation]').first().waitFor()
  await page.locator('[data-ticket]').first().waitFor()
  await picture(page, 'inspection-2-closed')
  await accessible(page, 'a closed run')

  const first = await page.locator('[data-record]').getAttribute('data-run')
  await page.locator('[data-correct]').click()
  await page.locator('[data-correct-reason]').fill('响应时间抄错了一位。')
  await page.locator('[data-correct-now]').click()
  await page.locator('[data-run-form]').waitFor()
  // A reload goes on with the correction, which the address names.
  await page.reload()
  await page.locator('[data-start]').click()
  const limited = page.locator('[data-item]').filter({ has: page.locator('input[inputmode="decimal"]') }).first()
  const kept = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.url().endsWith('/answers'))
  await limited.locator('[data-value]').fill('999')
  await limited.locator('[data-value]').press('Enter')
  await kept
  await sign(page)
  await page.locator('[data-close]').click()
  await page.locator('[data-run-state="closed"] [data-correction]', { hasText: '响应时间抄错了一位。' }).waitFor()
  await page.locator('[data-see-original]').click()
  await page.locator(`[data-run="${first}"] [data-deviation]`).first().waitFor()
  await picture(page, 'inspection-3-corrected')
  await accessible(page, 'a corrected run')
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('one of tomorrow is announced with a reason', async () => {
  const page = await open()
  await signIn(page, accounts.engineer, accounts.password)
  const wanted = await add(page, dayAfter(1), `第 ${RUN} 场考试`)
  await page.goto(`/inspections/${wanted.id}`)
  await page.locator('[data-announce]').click()
  await page.locator('[data-reason]').fill('机房停电检修，无法进场。')
  await page.locator('[data-tell]').click()
  await page.locator('[data-announcement]').getByText('机房停电检修，无法进场。').waitFor()
  assert.equal((await get(page, `/occurrences/${wanted.id}`)).state, 'announced')
  await page.context().close()
})

test('the plan is downloaded as a calendar, and its address says what it asks for', async () => {
  const page = await open(undefined, { acceptDownloads: true })
  await signIn(page, accounts.engineer, accounts.password)
  await page.goto('/inspections')
  await page.locator('[data-calendar]').click()
  await page.locator('[data-calendar-mine]').check()
  await accessible(page, 'the calendar dialog')
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('[data-calendar-save]').click()])
  assert.equal(download.suggestedFilename(), 'inspections.ics')
  await page.locator('[data-feed-make]').click()
  const address = new URL(await page.locator('[data-feed-address] input').inputValue())
  assert.match(address.pathname + address.search, /^\/api\/v1\/feeds\/jyf_[^/]+\/inspections\.ics\?mine=true$/)
  // A calendar program has no session.
  assert.match(await (await fetch(`${BASE}${address.pathname}${address.search}`)).text(), /^BEGIN:VCALENDAR/)
  await page.context().close()
})

test('an official sees what was promised and made in a month, down to a sheet', async () => {
  const page = await open()
  await signIn(page, accounts.official, accounts.password)
  const contract = await contractOf(page, 'HS')
  await page.goto('/portal')
  await page.locator('[data-inspections]').click()
  await page.waitForURL(/\/portal\/inspections/)
  await page.goto(`/portal/inspections?contract=${contract}&month=${dayAfter(0).slice(0, 7)}`)
  await page.locator('[data-finding="HS"]').waitFor()
  await picture(page, 'inspection-4-portal')
  await accessible(page, 'what was promised')
  const number = page.locator('[data-see="done"]').first()
  const n = Number(await number.innerText())
  await number.click()
  await page.locator('[data-narrowed]').waitFor()
  // As many rows as the number says, once they are read.
  await page.waitForFunction((wanted) => document.querySelectorAll('[data-rows] [data-occurrence]').length === wanted, n)
  await page.locator('[data-rows] [data-open]').first().click()
  await page.locator('[data-record]').waitFor()
  await accessible(page, 'a sheet as an official reads it')
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('a sheet is printed with systems as rows and lines to sign, without the page around it', async () => {
  const page = await open()
  await signIn(page, MANAGER, accounts.password)
  await page.goto(`/inspections/sheets?contract=${await contractOf(page, 'HS')}&day=${dayAfter(-2)}`)
  await page.locator('[data-matrix]').first().waitFor()
  assert.equal(await page.locator('[data-part="HS-I1.daily"] [data-matrix] [data-system]').count(), 11)
  assert.ok(await page.locator('[data-sign-lines]').isHidden())
  await page.emulateMedia({ media: 'print' })
  await page.locator('[data-sign-lines]').waitFor()
  for (const hidden of ['.adm-filters', 'nav', '[data-print]']) assert.ok(await page.locator(hidden).first().isHidden(), `${hidden} is printed`)
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
      ['checklists', `/inspections/checklists?contract=${contract}`, '[data-checklist]'],
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
