import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn, tabTo } from './browser.mjs'
import { person } from './person.mjs'

const MARK = `${Date.now() % 1_000_000}`
const TITLE = `准考证签名验证失败，考点无法打印（自动测试 ${MARK}）`
const MINUTE = 60_000

before(launch)
after(close)

/** A picture of the size that a phone takes, as random as a photograph: it has to be made smaller before it is sent. */
async function photograph(page) {
  const data = await page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    canvas.width = 2600
    canvas.height = 1900
    const pen = canvas.getContext('2d')
    const image = pen.createImageData(canvas.width, canvas.height)
    for (let i = 0; i < image.data.length; i += 4) {
      const shade = (i / 4 / canvas.width / 8) % 255
      image.data.set([shade, (i * 7) % 251, (i * 13) % 241, 255], i)
    }
    pen.putImageData(image, 0, 0)
    return canvas.toDataURL('image/jpeg', 0.95).split(',')[1]
  })
  return { name: '现场照片.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(data, 'base64') }
}

async function chooseHs(page) {
  const chooser = page.locator('[data-contract]')
  await chooser.waitFor()
  const hs = await chooser.locator('option', { hasText: /^\s*HS / }).getAttribute('value')
  await chooser.selectOption(hs)
  await page.waitForURL((url) => url.searchParams.get('contract') === hs || url.pathname.includes(hs))
  return hs
}

/** The four answers have come: nothing waits, nothing failed. */
async function answered(page) {
  for (const name of ['trouble', 'waiting', 'promises', 'money']) await page.locator(`[data-answer="${name}"] h2`).waitFor()
}

async function drawn(page) {
  await page.locator('[data-figure]').first().waitFor()
  for (const figure of await page.locator('[data-figure]').all()) await figure.and(page.locator('[data-drawn="true"]')).waitFor()
}

test('an official reports in under a minute, urges, refuses, accepts, and reads the contract and its figures', async () => {
  const page = await open()
  await signIn(page, accounts.official, accounts.password)
  await page.waitForURL(/\/portal(\?|$)/)
  await page.evaluate(() => localStorage.clear())

  // Four answers; the chosen contract is in the address and remembered.
  await answered(page)
  await picture(page, 'portal-1-all')
  const hs = await chooseHs(page)
  await answered(page)
  await picture(page, 'portal-1-answers')
  await accessible(page, 'portal')
  await page.goto('/portal')
  await page.waitForURL((url) => url.searchParams.get('contract') === hs)

  // Report with the keyboard alone, with a picture. Listening from here on, so that no chooser opens unheard.
  page.on('filechooser', () => {})
  const photo = await photograph(page)
  await page.locator('[data-report]').focus()
  const begun = Date.now()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/portal\/report/)
  await page.locator('[data-title]').waitFor()
  await tabTo(page, '[data-title]')
  await page.keyboard.type(TITLE)
  await tabTo(page, '[data-place]')
  await page.keyboard.press('ArrowDown')
  await page.locator('[data-case]').first().waitFor()
  assert.notEqual(await page.locator('[data-place]').inputValue(), '')
  await tabTo(page, '[data-case]')
  await page.keyboard.press('Space')
  await page.locator('[data-target="response"]').waitFor()
  await tabTo(page, '[data-description]')
  await page.keyboard.type('今早八点起，三个考点都一样，重启无效。')
  await tabTo(page, '[data-pictures]')
  const choosing = page.waitForEvent('filechooser')
  await page.keyboard.press('Enter')
  await (await choosing).setFiles(photo)
  await page.locator('[data-picked]').waitFor()
  await picture(page, 'portal-2-report')
  const sending = page.waitForRequest((request) => request.method() === 'POST' && request.url().includes('/attachments'))
  await tabTo(page, '[data-send]')
  await page.keyboard.press('Enter')
  await page.locator('[data-sent]').waitFor()
  await page.locator('[data-uploaded]').waitFor()
  const took = Date.now() - begun
  assert.ok(took < MINUTE, `reporting took ${took} ms`)
  const sent = (await sending).postDataBuffer()?.length ?? 0
  assert.ok(sent < photo.buffer.length, `the picture went as ${sent} of ${photo.buffer.length} bytes`)
  const number = (await page.locator('[data-sent] [data-number]').innerText()).trim()
  assert.match(number, /^HS-\d{4}-\d{6}$/)
  assert.match(await page.locator('[data-sent]').innerText(), /1 小时内响应[\s\S]*不晚于/)
  await picture(page, 'portal-3-sent')
  await accessible(page, 'sent')

  // The draft is gone, the ticket is there.
  await page.locator('[data-follow]').click()
  await page.waitForURL(/\/portal\/requests\/[0-9a-f-]{36}/)
  const id = new URL(page.url()).pathname.split('/').at(-1)
  await page.locator('[data-step="reported"][data-state="done"]').waitFor()
  await page.locator('[data-step="taken"][data-state="now"]').waitFor()
  await page.locator('nav .here', { hasText: '请求进度' }).waitFor()
  await page.locator('[data-attachment]').waitFor()

  // The engineer answers; the page follows by itself.
  const engineer = await person(accounts.engineer)
  await engineer.post(`/tickets/${id}/take`)
  await engineer.post(`/tickets/${id}/respond`, { text: '已定位到签名服务，正在恢复。' })
  await page.locator('[data-word="replied"]', { hasText: '正在恢复' }).waitFor()
  await page.locator('[data-step="answered"][data-state="done"]').waitFor()

  // Urge.
  await page.locator('[data-action="urge"]').click()
  await page.locator('[data-action-text]').fill('九点半开考，请尽快。')
  await page.locator('.actions [data-submit]').click()
  await page.locator('[data-word="urged"]', { hasText: '九点半开考' }).waitFor()

  // Why this deadline.
  await page.locator('[data-clock="response"]').getByRole('button', { name: '为什么是这个时间' }).click()
  const why = page.getByRole('dialog')
  await why.getByText('逐段计时').waitFor()
  await accessible(page, 'explanation in the portal')
  await page.keyboard.press('Escape')
  await why.waitFor({ state: 'hidden' })

  // A solution, refused once with a reason.
  await engineer.post(`/tickets/${id}/resolve`, { solution: '重启签名服务。' })
  await page.locator('[data-acceptance]').waitFor()
  await picture(page, 'portal-4-accept')
  await accessible(page, 'acceptance')
  await page.locator('[data-accept]').click()
  await page.getByText('请先选满意度').waitFor()
  await page.locator('[data-refuse]').click()
  await page.locator('[data-refuse]').click()
  await page.getByText('请填写哪里没解决').waitFor()
  await page.locator('[data-reason]').fill('两个考点还是打印不了。')
  await page.locator('[data-refuse]').click()
  await page.locator('[data-word="refused"]', { hasText: '两个考点' }).waitFor()
  await page.locator('[data-acceptance]').waitFor({ state: 'hidden' })

  // The second one is accepted with stars.
  await engineer.post(`/tickets/${id}/resolve`, { solution: '更换证书链，三个考点均已打印成功。' })
  await page.locator('[data-acceptance]', { hasText: '更换证书链' }).waitFor()
  await page.locator('label:has([data-star="4"])').click()
  await page.locator('[data-comment]').fill('第二次解决了。')
  await page.locator('[data-accept]').click()
  await page.locator('[data-step="accepted"][data-state="done"]').waitFor()
  await page.locator('[data-word="accepted"]', { hasText: '第二次解决了' }).waitFor()
  await picture(page, 'portal-5-done')
  await accessible(page, 'a finished request')
  await page.emulateMedia({ media: 'print' })
  await page.getByText('服务记录', { exact: true }).waitFor()
  assert.equal(await page.locator('.shell > .bar').isVisible(), false)
  await picture(page, 'portal-5-print')
  await page.emulateMedia({ media: null })

  // Found again in the list; the filters stand in the address.
  await page.goto('/portal/requests')
  await page.locator('[data-filter="state"]').selectOption('closed')
  await page.waitForURL(/state=closed/)
  await page.locator('input[type="search"]').fill(number)
  await page.waitForURL((url) => url.searchParams.get('q') === number)
  await page.locator('[data-requests] tbody tr', { hasText: TITLE }).waitFor()
  await page.reload()
  await page.locator('[data-requests] tbody tr', { hasText: TITLE }).waitFor()
  assert.equal(await page.locator('[data-requests] tbody tr').count(), 1)
  await accessible(page, 'requests')
  await page.goto('/portal/requests?state=')
  await page.locator('[data-requests] tbody tr').first().waitFor()
  await picture(page, 'portal-6-requests')

  // The sheet of the contract: what it says, what the checker found, a clause.
  await page.goto('/portal/contracts')
  await page.waitForURL(new RegExp(`/portal/contracts/${hs}`))
  for (const part of ['clocks', 'duties', 'documents', 'payments', 'penalties', 'findings', 'versions']) await page.locator(`[data-part="${part}"]`).waitFor()
  await page.locator('[data-payer="client"] tfoot', { hasText: '¥2,045,000.00' }).waitFor()
  await page.locator('[data-finding]', { hasText: '地址' }).first().waitFor()
  await page.locator('[data-duty]').first().waitFor()
  await page.locator('[data-version="2"]').waitFor()
  await page.locator('[data-part="clocks"] tbody tr').first().waitFor()
  await page.locator('[data-compare]').first().click()
  await page.locator('[data-changes] ins', { hasText: '2027-12-31' }).waitFor()
  await picture(page, 'portal-7-sheet')
  await page.evaluate(() => scrollTo(0, 0))
  await accessible(page, 'sheet')
  await page.goto(`/portal/contracts/${hs}#payments`)
  await page.locator('[data-payer="client"]').waitFor()
  await page.waitForFunction(() => Math.abs(document.getElementById('payments').getBoundingClientRect().top - 60) < 40)
  await picture(page, 'portal-8-payments')
  const chip = page.locator('[data-part="penalties"] .jy-clause a').first()
  const clause = await chip.innerText()
  await chip.click()
  await page.waitForURL(/\/contracts\/.*clause=/)
  await page.locator('.marked', { hasText: clause }).first().waitFor()

  // The figures, each with its rows and its file.
  await page.goto(`/portal/figures?contract=${hs}`)
  await drawn(page)
  assert.equal(await page.locator('.pictures [data-figure]').count(), 5)
  await page.locator('[data-as-of]', { hasText: '截至' }).waitFor()
  await picture(page, 'portal-9-figures')
  await accessible(page, 'figures')
  const first = page.locator('[data-figure]').first()
  await first.locator('[data-toggle]').click()
  await first.locator('tbody tr').first().waitFor()
  const [file] = await Promise.all([page.waitForEvent('download'), first.locator('[data-csv]').click()])
  assert.match(file.suggestedFilename(), /^HS-.*\.csv$/)
  const text = await readFile(await file.path(), 'utf8')
  assert.ok(text.startsWith('\ufeff月份,'), text.slice(0, 20))
  assert.equal(text.trim().split('\r\n').length - 1, await first.locator('tbody tr').count())
  const [image] = await Promise.all([page.waitForEvent('download'), first.locator('[data-png]').click()])
  assert.deepEqual([...(await readFile(await image.path())).subarray(1, 4)], [...Buffer.from('PNG')])
  await accessible(page, 'figures with a table')

  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('the portal in dark colours can be read', async () => {
  const page = await open(DESK, { colorScheme: 'dark' })
  await signIn(page, accounts.official, accounts.password)
  await answered(page)
  await picture(page, 'portal-dark-answers')
  await accessible(page, 'portal, dark')
  await page.goto('/portal/report?contract=all')
  await page.getByText('先在上面选一份合同').waitFor()
  await accessible(page, 'report without a contract, dark')
  await chooseHs(page)
  await page.locator('[data-title]').waitFor()
  await accessible(page, 'report, dark')
  await page.goto('/portal/contracts')
  if (!(await page.waitForURL(/contracts\/[0-9a-f-]{36}/, { timeout: 2_000 }).then(() => true, () => false))) await page.locator('.card a').first().click()
  await page.locator('[data-part="versions"] tbody tr').first().waitFor()
  await page.locator('[data-part="clocks"] tbody tr').first().waitFor()
  await accessible(page, 'sheet, dark')
  await page.goto('/portal/figures?contract=all')
  await drawn(page)
  await picture(page, 'portal-dark-figures')
  await accessible(page, 'figures, dark')
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('on a phone nothing is wider than the screen, and a draft survives', async () => {
  const page = await open(PHONE)
  await signIn(page, accounts.official, accounts.password)
  await answered(page)
  await picture(page, 'phone-portal')
  await fits(page, 'portal')
  await accessible(page, 'portal on a phone')

  await page.locator('[data-report]').click()
  await page.waitForURL(/\/portal\/report/)
  await chooseHs(page)
  await page.locator('[data-title]').fill(`走廊门禁打不开（自动测试 ${MARK}）`)
  await page.locator('[data-place]').selectOption({ index: 1 })
  await page.locator('[data-case]').first().waitFor()
  await page.reload()
  await page.locator('[data-case]').first().waitFor()
  assert.match(await page.locator('[data-title]').inputValue(), new RegExp(MARK))
  await page.locator('[data-send]').click()
  await page.locator('#cases-missing').waitFor()
  await picture(page, 'phone-portal-report')
  await fits(page, 'report')
  await accessible(page, 'report on a phone')
  await page.locator('label:has([data-case])').last().click()
  await page.locator('[data-send]').click()
  await page.locator('[data-sent]').waitFor()
  await fits(page, 'sent')
  await page.locator('[data-follow]').click()
  await page.locator('[data-step="taken"]').waitFor()
  await picture(page, 'phone-portal-request')
  await fits(page, 'request')
  await accessible(page, 'request on a phone')
  await page.locator('[data-action="cancel"]').click()
  await page.locator('[data-action-text]').fill('自动测试，不需要处理。')
  await page.locator('.actions [data-submit]').click()
  await page.locator('[data-step="ended"][data-state="done"]').waitFor()

  await page.goto('/portal/requests?state=')
  await page.locator('[data-requests] tbody tr').first().waitFor()
  await picture(page, 'phone-portal-requests')
  await fits(page, 'requests')
  await accessible(page, 'requests on a phone')
  await page.goto('/portal/contracts?contract=all')
  await page.locator('.card a').first().click()
  await page.locator('[data-part="versions"] tbody tr').first().waitFor()
  await picture(page, 'phone-portal-sheet')
  await fits(page, 'sheet')
  await accessible(page, 'sheet on a phone')
  await page.goto('/portal/figures?contract=all')
  await drawn(page)
  const here = await page.locator('nav .here', { hasText: '统计图' }).boundingBox()
  assert.ok(here && here.x >= 0 && here.x + here.width <= PHONE.width, 'the link of this page is out of sight')
  await picture(page, 'phone-portal-figures')
  await fits(page, 'figures')
  await accessible(page, 'figures on a phone')
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('a project manager of the vendor sees the same figures from the console', async () => {
  const page = await open()
  await signIn(page, 'manager', accounts.password)
  await page.locator('nav a', { hasText: '统计图' }).click()
  await page.waitForURL(/\/portal\/figures/)
  await drawn(page)
  assert.deepEqual(page.failures, [])
  await page.context().close()
})
