import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

const MANAGER = 'manager'
/** Different in every run, so that a second run on the same server finds its own. */
const STAMP = Date.now().toString(36)

before(launch)
after(close)

async function at(path, account, viewport = DESK) {
  const page = await open(viewport)
  await signIn(page, account, accounts.password)
  await page.goto(path)
  return page
}

/** Asks the server as whoever is signed in on the page. */
function ask(page, path) {
  return page.evaluate(async (path) => {
    const answer = await fetch(`/api/v1${path}`)
    return { status: answer.status, body: await answer.json() }
  }, path)
}

async function contractOf(page, prefix) {
  const { body } = await ask(page, '/contracts')
  return body.find((one) => one.prefix === prefix).id
}

/** Waits for the answer of the list that the page asks for while `act` happens. */
async function listed(page, act) {
  const answered = page.waitForResponse((answer) => /\/api\/v1\/articles(\?|$)/.test(answer.url()) && answer.request().method() === 'GET')
  await act()
  return (await answered).json()
}

test('two characters find an article, filters live in the address, and the page is accessible', async () => {
  const page = await at('/knowledge', accounts.hotline)
  await page.locator('[data-article-row]').first().waitFor()
  await listed(page, () => page.locator('[data-search]').fill('叫号'))
  await page.waitForURL(/q=/)
  const row = page.locator('[data-article-row]', { hasText: '叫号服务器不出号' })
  await row.waitFor()
  assert.equal(await page.locator('[data-article-row]').count(), 1)
  await accessible(page, 'the list of articles')
  await picture(page, 'knowledge-list')
  await page.reload()
  await row.waitFor()
  await row.getByRole('link').click()
  await page.getByRole('heading', { level: 1, name: /叫号服务器不出号/ }).waitFor()
  await page.getByText('逐个窗口试叫').waitFor()
  await accessible(page, 'an article')
  await picture(page, 'knowledge-article')
  await page.goBack()
  await row.waitFor()
  const due = await listed(page, () => page.goto('/knowledge?due=1'))
  assert.ok(due.items.length >= 1 && due.items.every((one) => one.live), 'articles that end soon are listed')
  const review = await listed(page, () => page.locator('[data-state]').selectOption('review'))
  assert.equal(review.items.length, 0)
  await page.getByRole('button', { name: '清除条件' }).click()
  await page.locator('[data-article-row]').nth(5).waitFor()
  assert.deepEqual(page.failures, [])
})

test('while a ticket is typed, an article is suggested, read and used without losing the form', async () => {
  const page = await at('/tickets/new', accounts.hotline)
  await page.getByLabel('合同', { exact: true }).selectOption(await contractOf(page, 'SC'))
  const panel = page.locator('[data-suggest]')
  await panel.waitFor()
  await page.getByLabel('标题', { exact: true }).fill('校门口读卡机具没有反应')
  const suggestion = panel.locator('[data-suggestion]', { hasText: '读卡机具刷卡没有反应' })
  await suggestion.waitFor()
  await accessible(page, 'the form with suggestions')
  await picture(page, 'knowledge-suggest')
  await suggestion.click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('换用备用电源适配器').waitFor()
  await accessible(page, 'an article beside the form')
  await picture(page, 'knowledge-drawer')
  await drawer.locator('[data-use]').click()
  await drawer.waitFor({ state: 'hidden' })
  assert.equal(await page.getByLabel('标题', { exact: true }).inputValue(), '校门口读卡机具没有反应')
  assert.match(await page.getByLabel('描述', { exact: true }).inputValue(), /参考 KB-\d{6}：[\s\S]*备用电源适配器/)
  await page.getByRole('button', { name: '清空' }).click()
  assert.deepEqual(page.failures, [])
})

test('a solved ticket becomes a published article by two people', async () => {
  const page = await at('/knowledge', accounts.engineer)
  const contract = await contractOf(page, 'RE')
  const ticket = await solvedTicket(page, contract)
  await page.goto(`/tickets/${ticket}`)
  await page.locator('[data-write-up]').click()
  await page.waitForURL(/\/knowledge\/[^/]+\/edit/)
  const title = page.getByLabel('标题', { exact: true })
  await title.waitFor()
  await title.fill(`窗口屏黑屏 ${STAMP}`)
  await page.getByLabel('现象', { exact: true }).fill(`三号窗口屏黑屏，编号 ${STAMP}`)
  await page.getByLabel('解决办法', { exact: true }).fill('1. 重新插拔视频线\n2. 重启窗口屏')
  // What is typed survives a reload.
  await page.reload()
  await page.getByText('已恢复上次没有保存的内容').waitFor()
  assert.equal(await title.inputValue(), `窗口屏黑屏 ${STAMP}`)
  await accessible(page, 'the editor')
  await picture(page, 'knowledge-editor')
  await page.locator('[data-submit]').click()
  await page.waitForURL(/\/knowledge\/[0-9a-f-]{36}$/)
  await page.getByText('待审核', { exact: true }).first().waitFor()
  assert.equal(await page.locator('[data-deed="publish"]').count(), 0, 'its author does not publish it')
  const address = new URL(page.url()).pathname
  assert.deepEqual(page.failures, [])

  const manager = await at(address, MANAGER)
  await manager.locator('[data-deed="publish"]').click()
  await manager.locator('[data-until]').waitFor()
  await accessible(manager, 'the dialog of a publication')
  await manager.locator('[data-confirm]').click()
  await manager.getByText('已发布', { exact: true }).first().waitFor()
  await manager.getByText('读者看到的').waitFor()
  await manager.locator('[data-compare]').first().click()
  await manager.locator('[data-diff]').getByText('重新插拔视频线').waitFor()
  await accessible(manager, 'two wordings beside each other')
  await picture(manager, 'knowledge-compare')
  assert.deepEqual(manager.failures, [])

  // From now on it is suggested in the tickets of the contract, and using it is counted.
  await page.goto(`/tickets/${ticket}`)
  const section = page.locator('[data-ticket-knowledge]')
  await section.getByRole('link', { name: new RegExp(STAMP) }).waitFor()
  assert.equal(await page.locator('[data-write-up]').count(), 0, 'a ticket is written up once')
})

test('on a phone the list, an article and the editor fit', async () => {
  const page = await at('/knowledge', accounts.engineer, PHONE)
  await page.locator('[data-article-row]').first().waitFor()
  await fits(page, 'the list of articles')
  await accessible(page, 'the list of articles on a phone')
  await picture(page, 'knowledge-list-phone')
  await page.locator('[data-article-row]').getByRole('link').first().click()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByText('历次修改').waitFor()
  await fits(page, 'an article')
  await accessible(page, 'an article on a phone')
  await picture(page, 'knowledge-article-phone')
  await page.goto('/knowledge/new')
  await page.getByLabel('解决办法', { exact: true }).waitFor()
  await fits(page, 'the editor')
  await accessible(page, 'the editor on a phone')
  assert.deepEqual(page.failures, [])
})

test('the client finds what is marked for it while reporting, and nothing else', async () => {
  const page = await at('/portal/report', accounts.official, PHONE)
  const contract = await contractOf(page, 'HS')
  await page.goto(`/portal/report?contract=${contract}`)
  await page.locator('[data-title]').waitFor()
  await page.locator('[data-title]').fill('登录提示证书校验失败')
  const panel = page.locator('[data-suggest]')
  await panel.getByText('也许这能马上帮到您').waitFor()
  await panel.locator('[data-suggestion]').first().waitFor()
  assert.deepEqual(await panel.locator('[data-suggestion] strong').allTextContents(), ['登录提示证书校验失败怎么办'])
  await fits(page, 'the report with suggestions')
  await accessible(page, 'the report with suggestions')
  await picture(page, 'knowledge-portal')
  const { status, body } = await ask(page, '/articles')
  assert.equal(status, 200)
  assert.ok(body.items.length > 0 && body.items.every((one) => one.audience === 'client' && one.state === 'published'))
  assert.deepEqual(page.failures, [])
})

/** A ticket of the contract that is solved now and was not written up. */
async function solvedTicket(page, contract) {
  const { body } = await ask(page, `/tickets?contract=${contract}&state=closed&limit=200`)
  const closed = body.items
  for (const ticket of closed) {
    const { body: found } = await ask(page, `/articles?ticket=${ticket.id}`)
    if (found.items.length === 0) return ticket.id
  }
  throw new Error('every closed ticket was written up')
}
