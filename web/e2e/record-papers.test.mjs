import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

/** Different in every run, so that a second run on the same server finds its own. */
const STAMP = Date.now().toString(36)
const DAY_MS = 86_400_000

before(launch)
after(close)

async function at(path, account, viewport = DESK) {
  const page = await open(viewport)
  await signIn(page, account, accounts.password)
  await page.goto(path)
  return page
}

/** Asks the server as whoever is signed in on the page. */
function ask(page, path, method = 'GET', body = undefined) {
  return page.evaluate(
    async ({ path, method, body }) => {
      const answer = await fetch(`/api/v1${path}`, { method, headers: { 'X-Jianyue': '1', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
      return { status: answer.status, body: await answer.json() }
    },
    { path, method, body },
  )
}

async function contractOf(page, prefix) {
  const { body } = await ask(page, '/contracts')
  return body.find((one) => one.prefix === prefix).id
}

/** Saves what the first menu of papers in `within` offers; its name and first bytes. */
async function saved(page, within, format) {
  await within.locator('button[data-paper]').first().click()
  const choice = page.locator(`[data-paper-format="${format}"]:visible`)
  await choice.waitFor()
  const [file] = await Promise.all([page.waitForEvent('download'), choice.click()])
  const bytes = await readFile(await file.path())
  return { name: file.suggestedFilename(), head: bytes.subarray(0, 4).toString('latin1'), size: bytes.length }
}

test('a change is saved as a paper under its number', async () => {
  const page = await at('/changes', 'engineer')
  const contract = await contractOf(page, 'HS')
  const { body } = await ask(page, `/changes?contract=${contract}&state=verified,closed&limit=1`)
  await page.goto(`/changes/${body.items[0].id}`)
  await page.locator('button[data-paper]').waitFor()
  const pdf = await saved(page, page, 'pdf')
  assert.match(pdf.name, /^系统变更单 HS-BG-\d+ .*\.pdf$/)
  assert.equal(pdf.head, '%PDF')
  const word = await saved(page, page, 'docx')
  assert.deepEqual([word.name.slice(-5), word.head.slice(0, 2)], ['.docx', 'PK'])
  await accessible(page, 'a change with its papers')
  await picture(page, 'papers-1-change')
})

test('an official saves a letter and an emergency on a phone', async () => {
  const page = await at('/portal/letters', 'official', PHONE)
  const contract = await contractOf(page, 'HS')
  const { body } = await ask(page, `/letters?contract=${contract}&limit=1`)
  await page.goto(`/portal/letters/${body.items[0].id}`)
  await page.locator('button[data-paper]').waitFor()
  const letter = await saved(page, page, 'pdf')
  assert.ok(letter.name.includes(body.items[0].number), letter.name)
  await fits(page, 'a letter on a phone')
  const burnt = await ask(page, `/emergencies?contract=${contract}&state=confirmed&limit=1`)
  await page.goto(`/portal/emergencies/${burnt.body.items[0].id}`)
  await page.locator('button[data-paper]').waitFor()
  const report = await saved(page, page, 'html')
  assert.match(report.name, /^应急处置报告 HS-YJ-.*\.html$/)
  await fits(page, 'an emergency on a phone')
})

test('requests are saved as they are filtered', async () => {
  const page = await at('/service-requests?state=all', 'engineer')
  await page.locator('button[data-paper]').waitFor()
  const list = await saved(page, page, 'xlsx')
  assert.deepEqual([list.name, list.head.slice(0, 2)], ['服务申请清单.xlsx', 'PK'])
})

test('a planned drill is moved with a reason', async () => {
  const page = await at('/emergencies?tab=drills', 'manager')
  const contract = await contractOf(page, 'HC')
  const day = (days) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)
  const planned = await ask(page, `/contracts/${contract}/emergency-drills`, 'POST', { title: `改期演练 ${STAMP}`, scenario: '断电', planned_on: day(2) })
  assert.equal(planned.status, 201)
  await page.goto(`/emergencies?tab=drills&contract=${contract}&drill=${planned.body.id}`)
  const card = page.locator(`[data-drill="${planned.body.id}"]`)
  await card.locator('[data-move]').click()
  await card.locator('[data-move-day]').fill(day(9))
  await card.locator('[data-move-why]').fill('机房施工')
  await accessible(page, 'a drill that is moved')
  const [answer] = await Promise.all([page.waitForResponse((one) => one.url().endsWith('/move')), card.locator('[data-move-keep]').click()])
  assert.equal((await answer.json()).planned_on, day(9))
  await card.getByText(day(9)).waitFor()
})
