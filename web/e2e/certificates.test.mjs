import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

/** Different in every run, so that a second run on the same server finds its own: hexadecimal, for serial numbers. */
const STAMP = Date.now().toString(16).toUpperCase()
const UNIT = `考务处 ${STAMP}`
const ONE = `持证人甲（演示）${STAMP}`
const TWO = `持证人乙（演示）${STAMP}`
const DAY_MS = 86_400_000

before(launch)
after(close)

const inDays = (days) => new Date(Date.now() + 8 * 3_600_000 + days * DAY_MS).toISOString().slice(0, 10)

async function at(path, account, viewport = DESK) {
  const page = await open(viewport, { acceptDownloads: true })
  await signIn(page, account, accounts.password)
  await page.goto(path)
  return page
}

/** Asks the server as whoever is signed in on the page. */
function ask(page, path, method = 'GET', body = undefined, headers = {}) {
  return page.evaluate(
    async ({ path, method, body, headers }) => {
      const answer = await fetch(`/api/v1${path}`, { method, headers: { 'X-Jianyue': '1', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
      return { status: answer.status, body: await answer.json() }
    },
    { path, method, body, headers },
  )
}

async function contractOf(page, prefix) {
  const { body } = await ask(page, '/contracts')
  return body.find((one) => one.prefix === prefix).id
}

/** Puts a certificate into the register without the pages. */
async function certificate(page, contract, holder, serial, days) {
  const { status, body } = await ask(page, `/contracts/${contract}/certificates`, 'POST', { holder, unit: UNIT, serial, issuer: '北京 CA', valid_until: inDays(days) })
  assert.equal(status, 201, JSON.stringify(body))
  return body
}

/** Waits for the answer to `method` of an address while `act` happens. */
async function answered(page, pattern, method, act) {
  const waiting = page.waitForResponse((answer) => pattern.test(answer.url()) && answer.request().method() === method)
  await act()
  return (await waiting).json()
}

test('a table is looked at row by row before it is taken over', async () => {
  const page = await at('/certificates/import', accounts.engineer)
  const contract = await contractOf(page, 'HS')
  await page.locator(`[data-contract] option[value="${contract}"]`).waitFor({ state: 'attached' })
  await page.locator('[data-contract]').selectOption(contract)
  await page.locator('[data-file]:enabled').waitFor()
  const table = `持有人,单位,序列号,颁发机构,到期日期\n${ONE},${UNIT},${STAMP}A1,北京 CA,${inDays(20)}\n=坏行（演示）,,${STAMP}FF,北京 CA,${inDays(20)}\n${TWO},${UNIT},${STAMP}A2,北京 CA,${inDays(25)}\n`
  const preview = await answered(page, /\/certificates\/import\?preview=true/, 'POST', () => page.locator('[data-file]').setInputFiles({ name: '证书.csv', mimeType: 'text/csv', buffer: Buffer.from(table) }))
  assert.deepEqual([preview.added, preview.refused], [2, 1])
  const bad = page.locator('[data-outcome="refused"]')
  await bad.getByText('没有填写单位').waitFor()
  assert.equal(await bad.getAttribute('data-line'), '3')
  await accessible(page, 'the preview of an import')
  await picture(page, 'certificates-import')
  await page.locator('[data-only-refused]').check()
  assert.equal(await page.locator('[data-line]').count(), 1)
  const saved = page.waitForEvent('download')
  await page.locator('[data-save-refused]').click()
  assert.match((await saved).suggestedFilename(), /refused\.csv$/)
  // Nothing was kept by looking.
  assert.equal((await ask(page, `/certificates?contract=${contract}&q=${STAMP}`)).body.items.length, 0)
  const taken = await answered(page, /\/certificates\/import\?preview=false/, 'POST', () => page.locator('[data-take]').click())
  assert.deepEqual([taken.preview, taken.added, taken.refused], [false, 2, 1])
  await page.locator('[data-says]', { hasText: '导入完成' }).waitFor()
  await page.locator('[data-register]').click()
  await page.locator('[data-search]').fill(STAMP)
  await page.waitForURL(/q=/)
  await page.locator(`[data-certificate="${STAMP}A1"]`).getByText('还剩 20 天').waitFor()
  assert.deepEqual(page.failures, [])
})

test('several are renewed together: asked for, approved in the portal, carried out', async () => {
  const page = await at('/certificates', accounts.engineer)
  const contract = await contractOf(page, 'HS')
  for (const [holder, end] of [[ONE, 'B1'], [TWO, 'B2']]) await certificate(page, contract, holder, `${STAMP}${end}`, 12)
  await page.goto(`/certificates?contract=${contract}&q=${STAMP}B`)
  for (const end of ['B1', 'B2']) await page.locator(`[data-certificate="${STAMP}${end}"] [data-mark]`).check()
  await page.locator('[data-bulk]').getByText('已选 2 张').waitFor()
  await page.locator('[data-bulk-kind="renew"]').click()
  const why = `年底到期 ${STAMP}`
  await page.locator('[data-ask-reason]').fill(why)
  await accessible(page, 'a request')
  await picture(page, 'certificates-ask')
  const asked = await answered(page, /\/certificate-requests$/, 'POST', () => page.getByRole('dialog').locator('[data-ask]').click())
  assert.equal(asked.certificates.length, 2)

  const official = await at('/portal/certificates', accounts.official)
  const waiting = official.locator(`[data-request="${asked.id}"]`)
  await waiting.getByText(why).waitFor()
  await waiting.getByText(`${STAMP}B1`).waitFor()
  await accessible(official, 'certificates in the portal')
  await picture(official, 'certificates-portal')
  const decided = await answered(official, /\/decide$/, 'POST', () => waiting.locator('[data-approve]').click())
  assert.equal(decided.state, 'approved')

  await page.goto(`/certificates/requests?request=${asked.id}`)
  await page.locator('[data-open-finish]').click()
  const cell = (column, i) => page.locator(`[data-cell="${column}-${i}"]`)
  await cell('serial', 0).fill(`${STAMP}C1`)
  await cell('serial', 0).press('Enter')
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-cell')), 'serial-1')
  // The same number twice cannot be right, and is said before it is sent.
  await page.keyboard.type(`${STAMP}c1`)
  await page.getByText('第 2 张的序列号重复').waitFor()
  await cell('serial', 1).fill(`${STAMP}C2`)
  await page.locator('[data-all="valid_until"]').fill(inDays(400))
  await page.locator('[data-all="valid_until"]').press('Tab')
  await page.locator('[data-finish]:enabled').waitFor()
  await accessible(page, 'carrying a request out')
  await picture(page, 'certificates-finish')
  const done = await answered(page, /\/finish$/, 'POST', () => page.locator('[data-finish]').click())
  assert.equal(done.state, 'done')
  await page.locator('[data-request-drawer] [data-request-state="done"]').waitFor()

  await page.goto(`/certificates?contract=${contract}&state=all&q=${STAMP}B1`)
  const old = page.locator(`[data-certificate="${STAMP}B1"]`)
  await old.getByText('已替换').waitFor()
  await old.getByRole('link').click()
  await page.locator('[data-replaced-by]').click()
  const drawer = page.locator('[data-certificate-drawer]')
  await drawer.locator('[data-replaces]', { hasText: `${STAMP}B1` }).waitFor()
  await drawer.getByText('还剩 400 天').waitFor()
  await accessible(page, 'a certificate')
  await picture(page, 'certificates-drawer')
  assert.deepEqual([...page.failures, ...official.failures], [])
})

test('a request opens a ticket where one is wanted, and leads to it', async () => {
  const page = await at('/certificates/requests', accounts.engineer)
  const contract = await contractOf(page, 'HS')
  await page.locator('[data-ask-new]').click()
  await page.locator('[data-ask-contract]').selectOption(contract)
  await page.locator('[data-ask-holder]').fill(`持证人工单（演示）${STAMP}`)
  await page.locator('[data-ask-unit]').fill(UNIT)
  await page.locator('[data-ask-reason]').fill('新同事入职，要跟踪办理。')
  await page.locator('[data-open-ticket]').check()
  const asked = await answered(page, /\/certificate-requests$/, 'POST', () => page.locator('[data-ask]').click())
  const drawer = page.locator('[data-request-drawer]')
  await drawer.waitFor()
  // The ticket comes a moment after the request.
  for (let tries = 0; tries < 40; tries += 1) {
    if ((await ask(page, `/certificate-requests/${asked.id}`)).body.ticket_number) break
    await page.waitForTimeout(250)
  }
  await page.reload()
  await drawer.locator('a[href*="/tickets/"]').click()
  await page.waitForURL(/\/tickets\/[^/?]+$/)
  await page.getByText(STAMP).first().waitFor()
  await page.context().close()
})

test('a refusal needs a reason, and whoever asked may take a request back', async () => {
  const page = await at('/certificates', accounts.engineer)
  const contract = await contractOf(page, 'HS')
  const made = []
  for (const n of [1, 2]) {
    const { body } = await ask(page, `/contracts/${contract}/certificate-requests`, 'POST', { kind: 'apply', wanted: { holder: `新人${n}（演示）`, unit: UNIT }, reason: `新来的人 ${STAMP}` })
    made.push(body.id)
  }
  const official = await at('/portal/certificates', accounts.official)
  const waiting = official.locator(`[data-request="${made[0]}"]`)
  await waiting.locator('[data-refuse]').click()
  assert.equal(await waiting.locator('[data-refuse-sure]').isDisabled(), true)
  await waiting.locator('[data-refuse-reason]').fill('本年度不再新增')
  const refused = await answered(official, /\/decide$/, 'POST', () => waiting.locator('[data-refuse-sure]').click())
  assert.equal(refused.state, 'refused')

  await page.goto(`/certificates/requests?request=${made[1]}`)
  await page.locator('[data-withdraw]').click()
  const withdrawn = await answered(page, /\/withdraw$/, 'POST', () => page.locator('[data-withdraw-sure]').click())
  assert.equal(withdrawn.state, 'withdrawn')
  await page.locator('[data-request-drawer] [data-request-state="withdrawn"]').waitFor()
  await page.locator('[data-request-drawer]').getByText('新人2').waitFor()
  assert.deepEqual(page.failures, [])
})

test('a correction goes on top of what somebody else saved meanwhile', async () => {
  const page = await at('/certificates', accounts.engineer)
  const contract = await contractOf(page, 'HS')
  const one = await certificate(page, contract, ONE, `${STAMP}D1`, 90)
  await page.goto(`/certificates?certificate=${one.id}`)
  await page.locator('[data-correct]').click()
  await page.locator('[data-field="note"]').fill('已交接')
  assert.equal((await ask(page, `/certificates/${one.id}`, 'PATCH', { unit: `另一处 ${STAMP}` }, { 'If-Match': `"${one.version}"` })).status, 200)
  await page.locator('[data-save]').click()
  const conflict = page.locator('[data-conflict]')
  await conflict.getByText(`单位：另一处 ${STAMP}`).waitFor()
  await accessible(page, 'a correction that came too late')
  const saved = await answered(page, new RegExp(`/certificates/${one.id}$`), 'PATCH', () => conflict.locator('[data-keep]').click())
  assert.deepEqual([saved.unit, saved.note], [`另一处 ${STAMP}`, '已交接'])
  // Without the certificate itself nobody can ask its issuer, and the page says so.
  const checked = await answered(page, /\/check$/, 'POST', () => page.locator('[data-check]').click())
  assert.equal(checked.checked.result, 'unknown')
  await page.locator('[data-checked]', { hasText: '查不出来' }).waitFor()
  assert.deepEqual(page.failures, [])
})

test('a month of the picture filters the list, and the filter is in the address', async () => {
  const page = await at('/certificates', accounts.engineer)
  const contract = await contractOf(page, 'HS')
  await certificate(page, contract, TWO, `${STAMP}E1`, 45)
  await page.goto(`/certificates?contract=${contract}`)
  const month = inDays(45).slice(0, 7)
  const rows = await answered(page, new RegExp(`/api/v1/certificates\\?.*expires_from=${month}-01`), 'GET', () => page.locator(`[data-month="${month}"]`).click())
  assert.ok(rows.items.some((one) => one.serial === `${STAMP}E1`))
  assert.ok(rows.items.every((one) => one.valid_until.startsWith(month)))
  await page.waitForURL(new RegExp(`from=${month}-01`))
  await page.reload()
  await page.locator(`[data-month="${month}"][aria-pressed="true"]`).waitFor()
  await page.locator(`[data-certificate="${STAMP}E1"]`).waitFor()
  await page.locator('[data-drawn="true"]').waitFor()
  await accessible(page, 'the register')
  await picture(page, 'certificates-register')
  const saved = page.waitForEvent('download')
  await page.locator('[data-export]').click()
  assert.match((await saved).suggestedFilename(), /^certificates-HS\.xlsx$/)
  await page.locator('[data-clear]').click()
  await page.waitForURL((url) => !url.search.includes('from='))
  assert.deepEqual(page.failures, [])
})

for (const [path, account, sign] of [
  ['/certificates', accounts.engineer, '[data-certificate]'],
  ['/certificates/requests?state=all', accounts.engineer, '[data-request]'],
  ['/certificates/network', accounts.engineer, '[data-seen-list]'],
  ['/certificates/import', accounts.engineer, '.drop'],
  ['/portal/certificates', accounts.official, '[data-figures]'],
]) {
  test(`${path} fits a phone, and the desk in the dark`, async () => {
    const phone = await at(path, account, PHONE)
    const name = path.replace(/\?.*/, '').replaceAll('/', '-')
    await phone.locator(sign).first().waitFor()
    await accessible(phone, `${path} on a phone`)
    await fits(phone, path)
    await picture(phone, `phone${name}`)
    const dark = await open(DESK, { colorScheme: 'dark' })
    await signIn(dark, account, accounts.password)
    await dark.goto(path)
    await dark.locator(sign).first().waitFor()
    await accessible(dark, `${path} in the dark`)
    await picture(dark, `dark${name}`)
    assert.deepEqual([...phone.failures, ...dark.failures], [])
  })
}
