import { accounts } from '../e2e/accounts.mjs'

/** Where the engineer of the pictures stands: near several places of the demo. */
const HERE = { latitude: 39.945, longitude: 116.44, accuracy: 12 }
/** Nothing else has the focus, so that no ring stands around what the camera last touched. */
const calm = (page) => page.evaluate(() => document.activeElement?.blur?.())

/** What the server answers to the person of `page`. */
async function ask(page, path) {
  const answer = await page.request.get(`/api/v1${path}`)
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()}`)
  return answer.json()
}

const runs = (ticket, kind) => ticket.clocks.some((clock) => clock.kind === kind && clock.state === 'running' && !clock.overdue)

/** The first ticket of the list that `fits`, best first: the pictures do not depend on how many tickets the demo has. */
async function ticketWhere(page, query, ...fits) {
  const { items } = await ask(page, `/tickets?${query}&limit=200`)
  for (const fit of fits) {
    const found = items.find(fit)
    if (found) return found
  }
  throw new Error('the demo has no such ticket')
}

const contractOf = async (page, prefix) => (await ask(page, '/contracts')).find((one) => one.prefix === prefix).id

async function choose(page, label, wanted) {
  const chooser = page.getByLabel(label, { exact: true })
  const option = chooser.locator('option', { hasText: wanted }).first()
  await option.waitFor({ state: 'attached' })
  await chooser.selectOption(await option.getAttribute('value'))
}

/** List and open ticket beside each other; the row that the keys are on is the open one. */
async function oneOfMany(page) {
  const seen = (at) => at < 14
  const { number } = await ticketWhere(page, 'state=live', (one, at) => seen(at) && one.state === 'working' && one.clocks.length > 3 && runs(one, 'restore'), (one, at) => seen(at) && one.state === 'working' && one.clocks.every((clock) => !clock.overdue), (one, at) => seen(at) && one.state === 'working', () => true)
  const row = page.locator('[data-row]', { hasText: number })
  await row.waitFor()
  await row.click()
  await page.locator('[data-entry]').first().waitFor()
  await calm(page)
}

async function why(page) {
  // Where nights and weekends were left out, there is something to explain.
  const { id } = await ticketWhere(page, 'state=live', (one) => one.state === 'working' && runs(one, 'arrive') && one.clocks.length > 3, (one) => runs(one, 'arrive'), (one) => runs(one, 'restore'))
  await page.goto(`/tickets/${id}`)
  const clock = page.locator('[data-clock="arrive"], [data-clock="restore"]').first()
  await clock.getByRole('button', { name: '为什么是这个时间' }).click()
  await page.locator('.el-drawer .segments li').first().waitFor()
  await calm(page)
}

async function openTicket(page) {
  await choose(page, '合同', /^\s*HS /)
  const work = page.getByLabel('服务内容', { exact: true })
  await page.locator('.cases, select:has(option:text("选择服务内容"))').first().waitFor()
  if (await work.count()) await work.selectOption({ index: 1 })
  await page.getByRole('radio', { name: '严重故障' }).check()
  await page.getByLabel('标题', { exact: true }).fill('报名系统无法登录，考生不能缴费')
  await page.getByLabel('描述', { exact: true }).fill('今早 8 点 40 分起，全市各区都登录不上，刷新无效。')
  await page.getByLabel('报修人', { exact: true }).fill('考务值班员')
  await page.locator('[data-target="restore"]').waitFor()
  await calm(page)
  await page.evaluate(() => window.scrollTo(0, 0))
}

async function answered(page) {
  for (const name of ['trouble', 'waiting', 'promises', 'money']) await page.locator(`[data-answer="${name}"] h2`).waitFor()
}

async function report(page) {
  await page.goto(`/portal/report?contract=${await contractOf(page, 'HS')}`)
  await page.locator('[data-title]').fill('准考证签名验证失败，考点无法打印')
  await page.locator('[data-place] option').nth(1).waitFor({ state: 'attached' })
  await page.locator('[data-place]').selectOption({ index: 1 })
  await page.locator('[data-case]').first().check({ force: true })
  await page.locator('[data-target="response"]').first().waitFor()
  await calm(page)
  await page.evaluate(() => window.scrollTo(0, 0))
}

/** A request that waits for its acceptance, with five stars chosen and not sent. */
async function accept(page) {
  const { id } = await ticketWhere(page, 'state=resolved', () => true)
  await page.goto(`/portal/requests/${id}`)
  await page.locator('[data-acceptance]').waitFor()
  await page.locator('[data-star="5"]').check({ force: true })
  await calm(page)
}

async function contractSheet(page) {
  await page.goto(`/portal/contracts/${await contractOf(page, 'HS')}`)
  await page.locator('#clocks tbody tr').first().waitFor()
  await page.locator('#duties tbody tr').first().waitFor()
}

/** Charts have drawn themselves. */
async function drawn(page) {
  await page.locator('[data-figure]').first().waitFor()
  for (const figure of await page.locator('[data-figure]').all()) await figure.and(page.locator('[data-drawn="true"]')).waitFor()
}

const synced = (page) => page.locator('[data-net]', { hasText: '已同步' }).waitFor()

async function today(page) {
  await synced(page)
  await page.locator('.away').first().waitFor()
}

async function visit(page) {
  const mine = (one) => one.state === 'working' && one.kind === 'fault'
  const { id } = await ticketWhere(page, 'state=live&assignee=me', (one) => mine(one) && one.site && runs(one, 'arrive'), (one) => mine(one) && one.site && one.clocks.every((clock) => !clock.overdue), (one) => mine(one) && one.site, mine, (one) => one.state === 'working')
  await page.goto(`/field/tickets/${id}`)
  await page.locator('[data-first]').waitFor()
  await synced(page)
  return id
}

async function sheet(page) {
  await visit(page)
  await page.locator('[data-do="service-sheet"]').click()
  await page.locator('form[data-ready]').waitFor()
  await page.locator('#found').fill('到场时问题仍在，已请值班人员演示一遍')
  await page.locator('#done').fill('查明原因并修复，连续操作半小时未再出现')
  for (const item of await page.locator('[data-item]').all()) await item.locator('label', { hasText: '正常' }).first().click()
  await calm(page)
  await page.evaluate(() => window.scrollTo(0, 0))
}

/** Without a network: the arrival is kept on the phone and never sent, because the window is closed as it is. */
async function offline(page) {
  // What these pages are made of is here before the network goes.
  await page.goto('/field/outbox')
  await synced(page)
  await visit(page)
  await page.locator('[data-do="check-in"]').click()
  await page.locator('.van-popup [data-done]:visible').waitFor()
  await page.context().setOffline(true)
  await page.locator('[data-where] p').first().waitFor()
  const note = page.locator('textarea[data-step="check-in"]')
  await note.fill('地下机房没有信号')
  await page.locator('.van-popup [data-done]:visible:not([disabled])').click()
  await page.locator('[data-waiting]').first().waitFor()
  await page.waitForFunction(() => !document.querySelector('.van-toast') || getComputedStyle(document.querySelector('.van-toast')).display === 'none')
  await page.locator('[data-net]', { hasText: '1 条待发送' }).waitFor()
  await page.evaluate(() => window.scrollTo(0, 0))
}

/** An amendment that is looked at and not published. */
async function amendment(page) {
  await page.goto(`/admin/contracts/import?from=${await contractOf(page, 'SC')}`)
  const typed = page.getByRole('textbox', { name: '合同文本' })
  await page.waitForFunction(() => (document.querySelector('.typed textarea')?.value ?? '').length > 1000)
  await typed.fill((await typed.inputValue()).replace('hours = "workdays 08:00-17:00"', 'hours = "workdays 08:00-18:00"'))
  await page.locator('[data-check]').click()
  await page.locator('[data-change]').first().waitFor()
  await calm(page)
}

/** This year's notice with three more days off, which nobody ordered and which move deadlines; it is looked at and not loaded. */
async function daysOff(page) {
  const day = (days) => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10)
  const year = Number(day(2).slice(0, 4))
  const { years } = await ask(page, '/calendar/years')
  const days = years.find((one) => one.year === year)?.days.map((one) => `${one.date},${one.kind},${one.name}`) ?? []
  await page.getByLabel('放假安排（CSV）').fill(`date,kind,name\n${days.join('\n')}\n${[2, 3, 4].map((n) => `${day(n)},holiday,演示假日`).join('\n')}\n`)
  await page.getByRole('button', { name: '先检查' }).click()
  await page.locator('[data-moved] tbody tr').first().waitFor()
  await page.locator('[data-moved]').evaluate((one) => {
    one.scrollIntoView({ block: 'start' })
    window.scrollBy(0, -320)
  })
  await calm(page)
}

async function rolesOf(page) {
  await page.goto('/people?q=engineer2')
  await page.getByRole('link', { name: '陈工（演示）' }).click()
  await page.locator('[data-roles]').waitFor()
  await page.getByRole('button', { name: '分配角色' }).click()
  await page.getByRole('dialog').getByLabel('角色').first().waitFor()
  await calm(page)
}

async function verified(page) {
  await page.goto(`/audit?contract=${await contractOf(page, 'HS')}`)
  await page.locator('[data-trail] tbody tr').first().waitFor()
  await page.locator('[data-verify]').click()
  await page.locator('[data-verified]').waitFor()
  await calm(page)
}

/**
 * What is photographed: who looks, at which page, what is done there, and what must be there before the picture is taken.
 * Nothing is sent that would stay in the data: forms are filled in and left, drafts go with the window. `alone` is a
 * window that nobody else's picture is taken in.
 *
 * @type {{ name: string, account?: string, phone?: boolean, wide?: boolean, dark?: boolean, alone?: boolean, here?: object, path: string, sign: string, go?: (page: import('playwright-core').Page) => Promise<unknown> }[]}
 */
export const SHOTS = [
  { name: 'console', account: accounts.hotline, wide: true, path: '/tickets', sign: '[data-entry]', go: oneOfMany },
  { name: 'console-why', account: accounts.hotline, path: '/tickets', sign: '.el-drawer .segments li', go: why },
  { name: 'console-open-ticket', account: accounts.hotline, path: '/tickets/new', sign: '[data-target="restore"]', go: openTicket },
  { name: 'portal', account: accounts.official, path: '/portal', sign: '[data-answer="money"] h2', go: answered },
  { name: 'portal-report', account: accounts.official, path: '/portal/report', sign: '[data-target="response"]', go: report },
  { name: 'portal-request', account: accounts.official, path: '/portal/requests', sign: '[data-acceptance]', go: accept },
  { name: 'portal-contract', account: accounts.official, path: '/portal/contracts', sign: '#clocks tbody tr', go: contractSheet },
  { name: 'portal-figures', account: accounts.official, path: '/portal/figures', sign: '[data-drawn="true"]', go: drawn },
  { name: 'field-today', account: accounts.engineer, phone: true, here: HERE, path: '/field', sign: '[data-clock], [data-ticket]', go: today },
  { name: 'field-ticket', account: accounts.engineer, phone: true, here: HERE, path: '/field', sign: '[data-clock]', go: visit },
  { name: 'field-sheet', account: accounts.engineer, phone: true, here: HERE, path: '/field', sign: '[data-item]', go: sheet },
  { name: 'field-offline', account: accounts.engineer, phone: true, here: HERE, alone: true, path: '/field', sign: '[data-waiting]', go: offline },
  { name: 'admin-import', account: accounts.system, path: '/admin', sign: '[data-change]', go: amendment },
  { name: 'admin-calendar', account: accounts.system, path: '/calendar', sign: '[data-moved] tbody tr', go: daysOff },
  { name: 'admin-roles', account: accounts.security, path: '/people', sign: '[role="dialog"] select', go: rolesOf },
  { name: 'admin-audit', account: accounts.auditor, path: '/audit', sign: '[data-verified]', go: verified },
]
