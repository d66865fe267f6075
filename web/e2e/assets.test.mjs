import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

/** Different in every run, so that a second run on the same server finds its own. */
const STAMP = Date.now().toString(36).toUpperCase()
const PLACE = `机房 ${STAMP}`

before(launch)
after(close)

async function at(path, account, viewport = DESK) {
  const page = await open(viewport, { acceptDownloads: true })
  await signIn(page, account, accounts.password)
  await page.goto(path)
  return page
}

/** Asks the server as whoever is signed in on the page. */
async function ask(page, path, method = 'GET', body = undefined) {
  const said = await page.evaluate(
    async ({ path, method, body }) => {
      const answer = await fetch(`/api/v1${path}`, { method, headers: { 'X-Jianyue': '1', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
      return { status: answer.status, body: await answer.json() }
    },
    { path, method, body },
  )
  assert.ok(said.status < 300, `${method} ${path}: ${JSON.stringify(said.body)}`)
  return said.body
}

async function contractOf(page, prefix) {
  return (await ask(page, '/contracts')).find((one) => one.prefix === prefix).id
}

/** A class of this run with some assets in it, at a place of its own. */
async function register(page, contract, mark, names) {
  const known = await ask(page, `/contracts/${contract}/asset-classes`)
  const code = `E${STAMP}${mark}`
  const top = known.find((one) => one.code === code) ?? (await ask(page, `/contracts/${contract}/asset-classes`, 'POST', { code, name: `测试设备 ${STAMP}${mark}`, parent_id: null }))
  const assets = []
  for (const name of names) assets.push(await ask(page, `/contracts/${contract}/assets`, 'POST', { class_id: top.id, name, place: `${PLACE}${mark}`, brand_model: '演示型号 9', warranty_until: '2027-06-30' }))
  return { class: top, assets }
}

/** Waits for the answer to `method` of an address while `act` happens. */
async function answered(page, pattern, method, act) {
  const waiting = page.waitForResponse((answer) => pattern.test(answer.url()) && answer.request().method() === method)
  await act()
  return (await waiting).json()
}

test('classes stand in a tree, and an asset gets its code from its class', async () => {
  const page = await at('/assets/classes', accounts.engineer)
  const contract = await contractOf(page, 'HS')
  await page.goto(`/assets/classes?contract=${contract}`)
  await page.locator('[data-add-class]').click()
  await page.locator('[data-field="code"]').fill(`T${STAMP}`)
  await page.locator('[data-field="name"]').fill(`终端设备 ${STAMP}`)
  await answered(page, /\/asset-classes$/, 'POST', () => page.locator('[data-save-class]').click())
  const top = page.locator(`[data-class="T${STAMP}"]`)
  await top.locator('[data-add-below]').click()
  assert.equal(await page.locator('[data-field="code"]').inputValue(), `T${STAMP}-`)
  await page.locator('[data-field="code"]').fill(`T${STAMP}-PC`)
  await page.locator('[data-field="name"]').fill('台式机')
  await accessible(page, 'a class')
  await answered(page, /\/asset-classes$/, 'POST', () => page.locator('[data-save-class]').click())
  assert.equal(await page.locator(`[data-class="T${STAMP}-PC"]`).getAttribute('data-depth'), '1')
  await accessible(page, 'classes')
  await picture(page, 'assets-classes')

  await page.goto(`/assets?contract=${contract}`)
  await page.locator('[data-add-one]').click()
  await page.locator('[data-field="class"]').selectOption({ label: `　T${STAMP}-PC 台式机` })
  await page.locator('[data-field="name"]').fill(`考务电脑 ${STAMP}`)
  await page.locator('[data-field="place"]').fill(PLACE)
  await page.locator('[data-field="price"]').fill('五千')
  await page.getByText('原值写成').waitFor()
  await page.locator('[data-field="price"]').fill('5,000.5')
  await accessible(page, 'the form of an asset')
  await picture(page, 'assets-form')
  const made = await answered(page, /\/contracts\/[^/]+\/assets$/, 'POST', () => page.locator('[data-save]').click())
  assert.deepEqual([made.code, made.price], [`T${STAMP}-PC-0001`, 500_050])
  await page.waitForURL(/\/assets\/[0-9a-f-]{36}$/)
  await page.locator('[data-facts]').getByText('¥5,000.50').waitFor()

  // Two characters of its name find it.
  await page.goto(`/assets?contract=${contract}&place=${encodeURIComponent(PLACE)}`)
  await page.locator('[data-search]').fill('考务')
  await page.waitForURL(/q=/)
  await page.locator(`[data-asset="T${STAMP}-PC-0001"]`).waitFor()
  await page.locator(`[data-filter="state"]`).selectOption('scrapped')
  await page.getByText('没有符合条件的资产').waitFor()
  assert.deepEqual(page.failures, [])
})

test('a table is looked at row by row, and a bad row is told', async () => {
  const page = await at('/assets/import', accounts.engineer)
  const contract = await contractOf(page, 'HS')
  const { class: own } = await register(page, contract, 'I', [])
  await page.locator(`[data-contract] option[value="${contract}"]`).waitFor({ state: 'attached' })
  await page.locator('[data-contract]').selectOption(contract)
  await page.locator('[data-file]:enabled').waitFor()
  const [template] = await Promise.all([page.waitForEvent('download'), page.locator('[data-template]').click()])
  assert.equal(template.suggestedFilename(), 'assets-template.xlsx')
  const table = `资产编号,分类,名称,存放地点,数量\n,${own.code},打印机 ${STAMP},${PLACE},1\n,没有这个分类,坏行（演示）,${PLACE},1\n`
  const preview = await answered(page, /\/assets\/import\?preview=true/, 'POST', () => page.locator('[data-file]').setInputFiles({ name: '资产.csv', mimeType: 'text/csv', buffer: Buffer.from(table) }))
  assert.deepEqual([preview.added, preview.refused], [1, 1], JSON.stringify(preview))
  assert.equal(await page.locator('[data-outcome="refused"]').getAttribute('data-line'), '3')
  await accessible(page, 'the preview of an import of assets')
  await picture(page, 'assets-import')
  const taken = await answered(page, /\/assets\/import\?preview=false/, 'POST', () => page.locator('[data-take]').click())
  assert.deepEqual([taken.added, taken.refused], [1, 1])
  await page.locator('[data-register]').click()
  await page.locator('[data-search]').fill(`打印机 ${STAMP}`)
  await page.locator('[data-asset]').getByText(`打印机 ${STAMP}`).waitFor()
  assert.deepEqual(page.failures, [])
})

test('labels are printed 24 on a sheet of A4', async () => {
  const page = await at('/assets', accounts.engineer)
  const contract = await contractOf(page, 'HS')
  const { class: own, assets } = await register(page, contract, 'L', Array.from({ length: 25 }, (_, i) => `交换机 ${i + 1}`))
  await page.goto(`/assets?contract=${contract}&class=${own.id}`)
  await page.locator('[data-mark]').nth(24).waitFor()
  await page.locator('[data-mark-all]').check()
  await page.locator('[data-bulk]').getByText('已选 25 件').waitFor()
  await accessible(page, 'the register of assets')
  await picture(page, 'assets')
  await page.locator('[data-print-marked]').click()
  await page.locator('[data-count]', { hasText: '25 张标签，2 页' }).waitFor()
  assert.deepEqual([await page.locator('[data-sheet]').count(), await page.locator('[data-sheet]').first().locator('[data-label]').count()], [2, 24])
  await page.locator('[data-label] img').first().evaluate((picture) => picture.decode())
  await accessible(page, 'labels')
  await picture(page, 'assets-labels')
  const paper = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1')
  assert.equal(paper.match(/\/Type\s*\/Page\b/g).length, 2)
  await page.emulateMedia({ media: 'print' })
  const box = await page.locator('[data-label]').nth(4).evaluate((label) => {
    const { left, top, width, height } = label.getBoundingClientRect()
    const sheet = label.parentElement.getBoundingClientRect()
    return [left - sheet.left, top - sheet.top, width, height].map((px) => Math.round((px / 96) * 25.4))
  })
  // The fifth label: second row, second column; 70 × 37 mm.
  assert.deepEqual(box, [70, 37, 70, 37])
  await page.emulateMedia({ media: 'screen' })
  await page.locator('[data-first]').fill('3')
  await page.locator('[data-count]', { hasText: '2 页' }).waitFor()
  assert.equal(await page.locator('[data-sheet]').first().locator('[data-label]').count(), 22)

  // What the label says opens the asset for whoever scanned it.
  await page.goto(`/a/${assets[0].id}`)
  await page.waitForURL(`**/assets/${assets[0].id}`)
  assert.deepEqual(page.failures, [])
  const phone = await at(`/a/${assets[0].id}`, accounts.engineer, PHONE)
  await phone.waitForURL(`**/field/assets/${assets[0].id}`)
  await phone.locator('[data-asset]').getByText('交换机 1').waitFor()
  await accessible(phone, 'an asset on the phone')
  await fits(phone, 'an asset on the phone')
  await picture(phone, 'assets-phone')
  await phone.locator('[data-move-begin]').click()
  await phone.locator('[data-field="place"]').fill(`${PLACE} 三楼`)
  await answered(phone, /\/entries$/, 'POST', () => phone.locator('[data-move-save]').click())
  await phone.locator('[data-entry="moved"]').waitFor()
  await phone.locator('[data-asset]').getByText(`${PLACE} 三楼`).waitFor()
  assert.deepEqual(phone.failures, [])
  const official = await at(`/a/${assets[0].id}`, accounts.official)
  await official.waitForURL(/\/portal\/assets\?asset=/)
  await official.locator('[data-asset-drawer]').getByText(`${PLACE} 三楼`).first().waitFor()
})

test('the file of an asset keeps moves, repairs and tickets', async () => {
  const page = await at('/assets', accounts.engineer)
  const contract = await contractOf(page, 'HS')
  const { assets: [asset] } = await register(page, contract, 'F', ['加密机（演示）'])
  const [ticket] = (await ask(page, `/tickets?contract=${contract}&limit=1`)).items
  await page.goto(`/assets/${asset.id}`)
  await page.locator('[data-qr] img').evaluate((picture) => picture.decode())
  await page.locator('[data-begin="repaired"]').click()
  await page.locator('[data-field="state"]').selectOption('in_repair')
  await page.locator('[data-field="text"]').fill('风扇异响，送修')
  await answered(page, /\/entries$/, 'POST', () => page.locator('[data-write]').click())
  await page.locator('[data-entry="repaired"]').getByText('风扇异响').waitFor()
  await page.locator('.jy-page header [data-state="in_repair"]').waitFor()
  await page.locator('[data-ticket-number]').fill('HS-2020-999999')
  await page.locator('[data-link-ticket]').click()
  await page.getByText('没有找到工单 HS-2020-999999').waitFor()
  await page.locator('[data-ticket-number]').fill(ticket.number.toLowerCase())
  await answered(page, /\/assets\/[^/]+\/tickets$/, 'POST', () => page.locator('[data-link-ticket]').click())
  await page.locator('[data-tickets]').getByText(ticket.number).waitFor()
  await page.locator('[data-entry="ticket"]').waitFor()
  await accessible(page, 'the file of an asset')
  await picture(page, 'asset')
  await page.setViewportSize(PHONE)
  await fits(page, 'the file of an asset')
  assert.deepEqual(page.failures, [])
})

test('no more spares go out than there are', async () => {
  const page = await at('/spares', accounts.engineer)
  const contract = await contractOf(page, 'HS')
  await page.goto(`/spares?contract=${contract}`)
  await page.locator('[data-add-spare]').click()
  await page.locator('[data-field="name"]').fill(`硬盘 ${STAMP}`)
  await page.locator('[data-field="stock"]').fill('3')
  await page.locator('[data-field="minimum"]').fill('2')
  const made = await answered(page, /\/contracts\/[^/]+\/spares$/, 'POST', () => page.locator('[data-save-spare]').click())
  await page.waitForURL(new RegExp(`spare=${made.id}`))
  const drawer = page.locator('[data-spare-drawer]')
  await drawer.locator('[data-move="out"]').click()
  await drawer.locator('[data-field="quantity"]').fill('4')
  await drawer.locator('[data-too-few]', { hasText: '只有 3' }).waitFor()
  assert.equal(await drawer.locator('[data-book]').isDisabled(), true)
  // Somebody else is quicker: the page follows, and the server refuses whoever does not.
  await drawer.locator('[data-field="quantity"]').fill('3')
  await ask(page, `/spares/${made.id}/movements`, 'POST', { kind: 'out', quantity: 2 })
  await drawer.locator('[data-too-few]', { hasText: '只有 1' }).waitFor()
  await assert.rejects(ask(page, `/spares/${made.id}/movements`, 'POST', { kind: 'out', quantity: 2 }), /assets\.out_of_stock/)
  await drawer.locator('[data-stock-now]', { hasText: '1' }).waitFor()
  await drawer.locator('[data-movement="out"]').waitFor()
  await accessible(page, 'a spare')
  await picture(page, 'spares')
  // Low ones come first.
  await page.goto(`/spares?contract=${contract}`)
  await page.locator(`[data-spare="${made.code}"][data-low="true"]`).waitFor()
  assert.equal(await page.locator('[data-spare]').first().getAttribute('data-low'), 'true')
  await accessible(page, 'spares')
  await page.setViewportSize(PHONE)
  await fits(page, 'spares')
  assert.deepEqual(page.failures, [])
})

test('a stock-taking is counted at the desk and on the phone, and its difference is booked', async () => {
  const page = await at('/assets', accounts.engineer)
  const contract = await contractOf(page, 'HS')
  const { class: own, assets } = await register(page, contract, 'S', ['终端甲', '终端乙', '终端丙'])
  await page.goto(`/stock-takings?contract=${contract}`)
  await page.locator('[data-begin-taking]').click()
  await page.locator('[data-field="class"]').selectOption(own.id)
  await page.locator('[data-field="title"]').fill(`盘点 ${STAMP}`)
  await accessible(page, 'the beginning of a stock-taking')
  const taking = await answered(page, /\/stock-takings$/, 'POST', () => page.locator('[data-begin]').click())
  await page.waitForURL(`**/stock-takings/${taking.id}`)
  const first = page.locator(`[data-line="${assets[0].code}"]`)
  await answered(page, /\/lines$/, 'PUT', () => first.locator('[data-as-booked]').click())
  await page.locator('[data-progress]', { hasText: '1 / 3' }).waitFor()

  // On the phone without a network: kept, and sent when there is one again.
  const phone = await at('/field/assets', accounts.engineer, PHONE)
  await accessible(phone, 'labels and counting')
  await phone.locator(`[data-taking="${taking.id}"]`).click()
  await phone.locator('[data-stand]', { hasText: '1 / 3' }).waitFor()
  await phone.route(/\/api\/v1\/stock-takings\/[^/]+\/lines/, (route) => route.abort())
  await phone.locator('[data-code]').fill('没有的编号')
  await phone.locator('[data-find]').click()
  await phone.locator('[data-says]', { hasText: '不在这次盘点里' }).waitFor()
  await phone.locator('[data-code]').fill(`http://label.example/a/${assets[1].id}`)
  await phone.locator('[data-find]').click()
  await phone.locator('[data-says]', { hasText: `${assets[1].code} 终端乙：找到了` }).waitFor()
  await phone.locator('[data-unsent]', { hasText: '1 项还在手机上' }).waitFor()
  await accessible(phone, 'counting on the phone')
  await fits(phone, 'counting on the phone')
  await picture(phone, 'stock-taking-phone')
  // The phone died: what was counted is still there.
  await phone.reload()
  await phone.locator('[data-stand]', { hasText: '2 / 3' }).waitFor()
  await phone.unroute(/\/api\/v1\/stock-takings\/[^/]+\/lines/)
  await phone.locator(`[data-line="${assets[2].code}"] [data-missing]`).click()
  await phone.locator('[data-unsent]', { hasText: '全部已发送' }).waitFor()
  await phone.locator('[data-all-done]').waitFor()
  assert.deepEqual(phone.failures, [])

  await page.goto(`/stock-takings/${taking.id}?show=different`)
  const third = page.locator(`[data-line="${assets[2].code}"]`)
  assert.equal(await third.getAttribute('data-difference'), '-1')
  await third.locator('[data-note]').fill('可能借出')
  await answered(page, /\/lines$/, 'PUT', () => third.locator('[data-note]').press('Tab'))
  await accessible(page, 'a stock-taking')
  await picture(page, 'stock-taking')
  await page.locator('[data-close]').click()
  assert.equal(await page.locator('[data-close-sure]').isDisabled(), true)
  await page.locator('[data-settle]').check()
  const closed = await answered(page, /\/close$/, 'POST', () => page.locator('[data-close-sure]').click())
  assert.deepEqual([closed.state, closed.different, closed.settled], ['closed', 1, true])
  await page.locator('[data-closed]', { hasText: '差异已调账' }).waitFor()
  const [saved] = await Promise.all([page.waitForEvent('download'), page.locator('[data-export]').click()])
  assert.match(saved.suggestedFilename(), /\.xlsx$/)
  assert.equal((await ask(page, `/assets/${assets[2].id}`)).state, 'lost')
  assert.deepEqual(page.failures, [])

  const official = await at(`/portal/assets?contract=${contract}&class=${own.id}`, accounts.official)
  await official.locator(`[data-asset="${assets[2].code}"] [data-state="lost"]`).waitFor()
  await official.locator('[data-level="it"]').waitFor()
  const [csv] = await Promise.all([official.waitForEvent('download'), official.locator('[data-export-csv]').click()])
  assert.equal(csv.suggestedFilename(), 'assets-HS.csv')
  await accessible(official, 'assets in the portal')
  await picture(official, 'assets-portal')
  await official.setViewportSize(PHONE)
  await fits(official, 'assets in the portal')
  assert.deepEqual(official.failures, [])
})
