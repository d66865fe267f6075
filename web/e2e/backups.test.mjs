// What an engineer does about backups and an official sees of them: a clause's limits filled in, a looser policy refused, a
// check, a drill that really restores, and a backup that is not there.

import assert from 'node:assert/strict'
import { dirname } from 'node:path'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

const MANAGER = 'manager'
/** So that a second run on the same server does not meet the first one's policies. */
const RUN = String(Date.now() % 1_000_000)
/** Longest wait for a check or a drill of a small file, on a machine that has much else to do. */
const PATIENCE = 60_000

before(launch)
after(close)

/** A database file of the demo in a folder that may be read, and the contract that it belongs to. */
async function demoFile(page) {
  return page.evaluate(async () => {
    const { items } = await (await fetch('/api/v1/data-sources?limit=200')).json()
    const source = items.find((one) => one.engine === 'sqlite' && one.target.path !== null)
    return { contract: source.contract_id, path: source.target.path }
  })
}

/** Sets up a policy as the page does, without its form. */
async function setUp(page, contract, body) {
  return page.evaluate(
    async ([path, sent]) => {
      const answer = await fetch(path, { method: 'POST', headers: { 'X-Jianyue': '1', 'content-type': 'application/json' }, body: JSON.stringify(sent) })
      return (await answer.json()).id
    },
    [`/api/v1/contracts/${contract}/backup-policies`, body],
  )
}

async function letGo(page, id) {
  await page.evaluate(async (path) => void (await fetch(path, { method: 'DELETE', headers: { 'X-Jianyue': '1' } })), `/api/v1/backup-policies/${id}`)
}

test('a policy looser than its clause is refused; one that holds is checked, and a drill restores it', async () => {
  const page = await open(DESK)
  await signIn(page, MANAGER, accounts.password)
  await page.goto('/backups')
  await page.locator('[data-policy], .empty').first().waitFor()
  const { contract, path } = await demoFile(page)

  await page.locator('[data-new]').click()
  const form = page.locator('[data-policy-form]')
  await form.waitFor()
  await form.locator('[data-field="contract"]').selectOption(contract)
  // The only clause of the contract is chosen by itself, and its limit filled in.
  await form.locator('[data-asks]', { hasText: '间隔不超过 24 小时' }).waitFor()
  assert.equal(await form.locator('[data-field="every_hours"]').inputValue(), '24')
  const clause = await form.locator('[data-asks] .chip').innerText()
  await form.locator('[data-field="title"]').fill(`信用库 ${RUN}`)
  await form.locator('[data-field="path"]').fill(dirname(path))
  await form.locator('[data-field="pattern"]').fill('credit.db')
  await form.locator('[data-field="format"]').selectOption('sqlite')
  await form.locator('[data-field="drill"]').fill('')
  await form.locator('[data-field="every_hours"]').fill('48')
  await page.locator('[data-save]').click()
  const fault = form.locator('[data-fault="every_hours"]')
  await fault.waitFor()
  assert.ok((await fault.innerText()).includes(clause), 'the clause stands beside the field')
  await accessible(page, 'a refused policy')
  await picture(page, 'backups-1-refused')

  await form.locator('[data-field="every_hours"]').fill('12')
  await page.locator('[data-save]').click()
  await page.waitForURL(/\/backups\/[\w-]+$/)
  await page.locator('[data-policy-page] h1, h1', { hasText: RUN }).waitFor()
  await page.locator('[data-check]').first().waitFor({ timeout: PATIENCE })

  await page.locator('[data-check-now]').click()
  await page.locator('[data-checked]').waitFor({ timeout: PATIENCE })
  await page.locator('[data-file="credit.db"]').waitFor()
  await page.locator('[data-never-proven]').waitFor()

  await page.locator('[data-drill-now]').click()
  const drill = page.locator('[data-drill][data-state="proved"]')
  await drill.waitFor({ timeout: PATIENCE })
  await drill.locator('summary', { hasText: /\d+ 张表，[\d,]+ 行/ }).click()
  await drill.getByText('credit_unit').waitFor()
  await page.locator('[data-proven]').waitFor()
  await accessible(page, 'a policy that was proven')
  await picture(page, 'backups-2-proven')

  await page.locator('[data-edit]').click()
  await form.locator('[data-field="keep_days"]').fill('60')
  await page.locator('[data-save]').click()
  await form.waitFor({ state: 'hidden' })
  await page.locator('[data-facts]', { hasText: '60 天' }).waitFor()

  await page.locator('[data-turn]').click()
  await page.locator('[data-policy-page] [data-look="off"]').waitFor()
  await page.locator('[data-turn]').click()
  await page.locator('[data-policy-page] [data-look="off"]').waitFor({ state: 'detached' })

  await page.locator('[data-remove]').click()
  await page.locator('[data-sure]:visible').click()
  await page.waitForURL(/\/backups$/)
  await page.locator('[data-policy], .empty').first().waitFor()
  assert.equal(await page.locator('[data-policy]', { hasText: `信用库 ${RUN}` }).count(), 0)
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('what somebody else changed meanwhile is not written over unseen', async () => {
  const page = await open(DESK)
  await signIn(page, MANAGER, accounts.password)
  const { contract, path } = await demoFile(page)
  const id = await setUp(page, contract, { title: `两人改 ${RUN}`, what: 'other', source: { kind: 'folder', path: dirname(path) }, pattern: 'credit.db', format: 'sqlite' })
  await page.goto(`/backups/${id}`)
  await page.locator('[data-edit]').click()
  const keep = page.locator('[data-policy-form] [data-field="keep_days"]')
  await keep.waitFor()
  const status = await page.evaluate(async (address) => {
    const now = await (await fetch(address)).json()
    return (await fetch(address, { method: 'PATCH', headers: { 'X-Jianyue': '1', 'content-type': 'application/json', 'If-Match': `"${now.version}"` }, body: JSON.stringify({ keep_days: 77 }) })).status
  }, `/api/v1/backup-policies/${id}`)
  assert.equal(status, 200)
  await keep.fill('66')
  await page.locator('[data-save]').click()
  await page.locator('[data-conflict]').waitFor()
  await page.locator('[data-theirs]').click()
  assert.equal(await keep.inputValue(), '77')
  await letGo(page, id)
  await page.context().close()
})

test('an official sees first what is missing, with its clause, and prints it', async () => {
  const desk = await open(DESK)
  await signIn(desk, MANAGER, accounts.password)
  const { contract, path } = await demoFile(desk)
  const rule = await desk.evaluate(async (address) => (await (await fetch(address)).json()).sections.backups[0].id, `/api/v1/contracts/${contract}`)
  const missing = await setUp(desk, contract, { rule, title: `没有的备份 ${RUN}`, what: 'attachments', source: { kind: 'folder', path: dirname(path) }, pattern: `none-${RUN}-*.zip`, format: 'zip' })
  const good = await setUp(desk, contract, { rule, title: `在的备份 ${RUN}`, what: 'database', source: { kind: 'folder', path: dirname(path) }, pattern: 'credit.db', format: 'sqlite' })
  await desk.goto('/backups?state=missing')
  await desk.locator(`[data-policy="${missing}"]`).waitFor({ timeout: PATIENCE })
  assert.equal(await desk.locator(`[data-policy="${good}"]`).count(), 0)

  const page = await open(DESK)
  await signIn(page, accounts.official, accounts.password)
  await page.goto(`/portal/backups?contract=${contract}`)
  const first = page.locator('[data-policy]').first()
  await first.waitFor()
  assert.equal(await first.getAttribute('data-state'), 'missing')
  await page.locator(`[data-policy="${missing}"] .chip`).waitFor()
  await accessible(page, 'backups in the portal')
  await fits(page, 'backups in the portal')
  await picture(page, 'backups-3-portal')
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.locator('[data-print]').isVisible(), false)
  await page.emulateMedia({ media: 'screen' })
  await page.locator(`[data-policy="${missing}"] .title`).click()
  await page.waitForURL(new RegExp(`/portal/backups/${missing}`))
  await page.locator('[data-finding="missing"]').waitFor()
  assert.equal(await page.locator('[data-drill-now], [data-edit]').count(), 0)
  await accessible(page, 'a backup in the portal')
  assert.deepEqual(page.failures, [])
  await page.context().close()
  await letGo(desk, missing)
  await letGo(desk, good)
  await desk.context().close()
})

for (const [size, viewport, dark] of [
  ['desk-dark', DESK, true],
  ['phone', PHONE, false],
]) {
  test(`the pages on ${size}`, async () => {
    const page = await open(viewport, { colorScheme: dark ? 'dark' : 'light' })
    await signIn(page, MANAGER, accounts.password)
    const { contract, path } = await demoFile(page)
    const id = await setUp(page, contract, { title: `看一看 ${RUN} ${size}`, what: 'other', source: { kind: 'folder', path: dirname(path) }, pattern: `none-${RUN}.*`, format: 'plain' })
    for (const [name, address, sign] of [
      ['list', '/backups', `[data-policy="${id}"]`],
      ['none', '/backups?state=off', '[data-policy], .empty'],
      ['one', `/backups/${id}`, '[data-check]'],
      ['portal', `/portal/backups?contract=${contract}`, `[data-policy="${id}"]`],
      ['portal-one', `/portal/backups/${id}`, '[data-facts]'],
    ]) {
      await page.goto(address)
      await page.locator(sign).first().waitFor({ timeout: PATIENCE })
      await picture(page, `backups-${size}-${name}`)
      await accessible(page, `${name} on ${size}`)
      await fits(page, `${name} on ${size}`)
    }
    await page.goto('/backups')
    await page.locator('[data-new]').click()
    const form = page.locator('[data-policy-form]')
    await form.waitFor()
    await form.locator('[data-field="contract"]').selectOption(contract)
    await form.locator('[data-asks]').waitFor()
    await form.locator('[data-field="kind"]').selectOption('sftp')
    await form.locator('[data-field="host_key"]').waitFor()
    await accessible(page, `the form on ${size}`)
    await picture(page, `backups-${size}-form`)
    await letGo(page, id)
    assert.deepEqual(page.failures, [])
    await page.context().close()
  })
}
