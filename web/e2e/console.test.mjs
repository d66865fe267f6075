import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, fits, launch, open, picture, signIn } from './browser.mjs'

/** Names of this run, so that it can be repeated on one server. */
const RUN = String(Date.now() % 1_000_000).padStart(6, '0')
const NUMBER = `1380${RUN}7`
const TITLE = `准考证打印失败 ${RUN}`
const SECOND = `成绩导入缓慢 ${RUN}`
const TEMPLATE = `受理 ${RUN}`
const MACRO = `记录并说明 ${RUN}`

before(launch)
after(close)

const composer = (page) => page.locator('[data-composer]')
const dialog = (page) => page.getByRole('dialog')

/** The keys are heard again once the last field was left. */
async function key(page, name) {
  await page.evaluate(() => document.activeElement instanceof HTMLElement && /INPUT|TEXTAREA|SELECT/.test(document.activeElement.tagName) && document.activeElement.blur())
  await page.keyboard.press(name)
}

async function opened(page) {
  await page.locator('[data-clock]').first().waitFor()
}

/** Fills what a call does not know and opens the ticket. */
async function openFromCall(page, title, reporter) {
  await page.getByRole('radio', { name: '一般故障' }).waitFor()
  await page.getByRole('radio', { name: '一般故障' }).check()
  await page.getByLabel('标题', { exact: true }).fill(title)
  await page.getByLabel('描述', { exact: true }).fill('考生来电，页面提示系统繁忙。')
  if (reporter) await page.getByLabel('报修人', { exact: true }).fill(reporter)
  await page.getByRole('button', { name: '登记并开始计时' }).click()
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
  await opened(page)
}

async function chooseWork(page) {
  await page.locator('.cases, select:has(option:text("选择服务内容"))').first().waitFor()
  const work = page.getByLabel('服务内容', { exact: true })
  if (await work.count()) await work.selectOption({ index: 1 })
}

test('a day at the hotline, from a call to the closed ticket, by keyboard', async () => {
  const page = await open()
  await signIn(page, accounts.hotline, accounts.password)

  // A template with a mistake is told where; a macro of two steps.
  await page.goto('/desk/texts')
  await page.getByRole('button', { name: '新建模板' }).click()
  await page.locator('[data-field="name"]').fill(TEMPLATE)
  await page.locator('textarea[data-field="text"]').fill('{{reporter}}您好，\n{{numbr}} 已受理，{{me}}正在处理。')
  await page.getByText('第 2 行第 1 个字：没有变量“numbr”。').waitFor()
  assert.ok(await page.locator('[data-save]').isDisabled())
  await picture(page, 'console-1-template')
  await accessible(page, 'a template with a mistake')
  await page.locator('textarea[data-field="text"]').fill('{{reporter}}您好，\n{{number}} 已受理，{{me}}正在处理。')
  await page.keyboard.press('Control+Enter')
  await page.locator('[data-template]', { hasText: TEMPLATE }).waitFor()
  await page.getByRole('button', { name: '新建宏' }).click()
  await page.locator('[data-field="name"]').fill(MACRO)
  await page.locator('[data-add-step]').click()
  await page.getByLabel('第 2 步', { exact: true }).selectOption('reply')
  await page.getByLabel('第 1 步', { exact: true }).selectOption('note')
  await page.locator('textarea[data-field="text"]').first().fill('{{clause}}，{{due}} 前')
  await page.locator('textarea[data-field="text"]').last().fill('{{number}} 由{{me}}处理，有进展会告诉您。')
  await picture(page, 'console-2-macro')
  await accessible(page, 'a macro')
  await page.keyboard.press('Control+Enter')
  await page.locator('[data-macro]', { hasText: MACRO }).waitFor()

  // The phone rings: an unknown number opens a ticket that knows what the phone system knows.
  await page.goto(`/pop?number=${NUMBER}&line=HS&call=tel-${RUN}`)
  await page.waitForURL(/\/tickets\/new\?draft=/)
  await chooseWork(page)
  assert.equal(await page.getByLabel('电话', { exact: false }).first().inputValue(), NUMBER)
  assert.equal(await page.getByLabel('来源', { exact: true }).inputValue(), 'phone')
  await picture(page, 'console-3-call')
  await openFromCall(page, TITLE, `考务值班${RUN}`)
  await page.getByText(`来电编号 tel-${RUN}`).waitFor()
  const first = page.url()
  const firstNumber = await page.locator('.ticket .number').first().innerText()

  // Reply with a template, without leaving the keyboard.
  await key(page, 'r')
  await page.keyboard.type('/')
  await page.locator('[data-templates]').waitFor()
  await page.keyboard.type(TEMPLATE)
  await page.getByRole('option', { name: TEMPLATE }).waitFor()
  await picture(page, 'console-4-slash')
  await accessible(page, 'the menu of templates')
  await page.keyboard.press('Enter')
  await page.waitForFunction((number) => document.querySelector('textarea[data-composer], [data-composer] textarea')?.value.includes(number), firstNumber)
  await page.keyboard.press('Control+Enter')
  await page.locator('[data-entry="replied"]', { hasText: `考务值班${RUN}您好` }).waitFor()

  // The same number calls again: its ticket is offered; the note begins with the call and can be taken back.
  await page.goto(`/pop?number=${NUMBER}&line=HS&call=tel2-${RUN}`)
  await page.locator('[data-go-on]', { hasText: TITLE }).waitFor()
  await picture(page, 'console-5-caller')
  await accessible(page, 'a known caller')
  await fits(page, 'a known caller')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: TITLE }).waitFor()
  await opened(page)
  await key(page, 'i')
  await page.keyboard.type('考生又来电催问')
  await page.keyboard.press('Control+Enter')
  await page.locator('[data-pending]', { hasText: '又来电催问' }).waitFor()
  await picture(page, 'console-6-undo')
  await accessible(page, 'a change that can be taken back')
  await page.keyboard.press('Escape')
  await page.keyboard.press('z')
  await page.locator('[data-pending]').waitFor({ state: 'detached' })
  assert.match(await composer(page).inputValue(), /tel2-.*考生又来电催问/)
  await composer(page).fill('')

  // Somebody else at the same number: a second ticket.
  await page.goto(`/pop?number=${NUMBER}&line=HS&call=tel3-${RUN}`)
  await page.locator('[data-caller]', { hasText: `考务值班${RUN}` }).click()
  await page.waitForURL(/\/tickets\/new\?draft=/)
  await chooseWork(page)
  assert.equal(await page.getByLabel('报修人', { exact: true }).inputValue(), `考务值班${RUN}`)
  await openFromCall(page, SECOND)

  // Both at once: taken together, and a note to both that is taken back.
  await page.goto(`/tickets?q=${RUN}&cols=state,assignee`)
  await page.locator('[data-row]').nth(1).waitFor()
  for (const name of ['j', 'x', 'j', 'X']) await key(page, name)
  await page.locator('[data-bulk]', { hasText: '已标记 2 张' }).waitFor()
  await picture(page, 'console-7-bulk')
  await accessible(page, 'marked tickets')
  await key(page, 'a')
  await page.locator('[data-undo]', { hasText: '接单：2 张工单' }).waitFor()
  await key(page, 'Z')
  for (const i of [0, 1]) await page.locator('[data-row]').nth(i).locator('.jy-state', { hasText: '处理中' }).waitFor()
  for (const name of ['x', 'k', 'x']) await key(page, name)
  await key(page, 'i')
  await dialog(page).locator('[data-field="text"]').fill('两张都等机房回话')
  await accessible(page, 'a note to many')
  await page.keyboard.press('Control+Enter')
  await page.locator('[data-undo]', { hasText: '内部备注：2 张工单' }).waitFor()
  await key(page, 'z')
  await page.locator('[data-undo]').waitFor({ state: 'detached' })
  // Taken back: marked as before.
  await page.locator('[data-bulk]', { hasText: '已标记 2 张' }).waitFor()
  await key(page, 'q')
  await dialog(page).locator('[data-submit]').waitFor()
  await page.keyboard.press('Control+Enter')
  await page.locator('[data-undo]', { hasText: '关闭工单：2 张工单' }).waitFor()
  await key(page, 'Z')
  await page.locator('[data-refused]').nth(1).waitFor()
  await picture(page, 'console-8-refused')
  await accessible(page, 'what was refused')
  await page.keyboard.press('Escape')
  await page.locator('[data-bulk]', { hasText: '已标记 2 张' }).waitFor()
  await key(page, 'Escape')
  await page.locator('[data-bulk]').waitFor({ state: 'detached' })

  // A macro shows its steps, filled in, before it runs.
  await page.goto(first)
  await opened(page)
  await key(page, 'm')
  await dialog(page).getByRole('radio', { name: MACRO }).check()
  await dialog(page).getByText(`${firstNumber} 由`).waitFor()
  await picture(page, 'console-9-macro')
  await accessible(page, 'a macro before it runs')
  await page.keyboard.press('Control+Enter')
  await page.locator('[data-entry="replied"]', { hasText: '有进展会告诉您' }).waitFor()

  // Two tickets about one thing become one, with a look at what moves.
  await page.goto(`/tickets?q=${encodeURIComponent(SECOND)}`)
  await page.locator('[data-row]').first().waitFor()
  await key(page, 'j')
  await key(page, 'Enter')
  await page.getByRole('heading', { level: 1, name: SECOND }).waitFor()
  await opened(page)
  await key(page, 'M')
  await dialog(page).getByPlaceholder('输入编号或标题里的词').fill(firstNumber)
  await dialog(page).getByRole('radio', { name: firstNumber }).check()
  await dialog(page).locator('[data-preview]', { hasText: firstNumber }).waitFor()
  await picture(page, 'console-10-merge')
  await accessible(page, 'a merge before it is done')
  await page.keyboard.press('Control+Enter')
  await page.locator('[data-held]').waitFor()
  await key(page, 'Z')
  await page.locator('[data-entry="merged"]').waitFor()
  await page.locator('.meta .jy-state', { hasText: '已合并' }).waitFor()

  // Saved as a view, which has its place among the views.
  await page.goto(`/tickets?q=${RUN}&state=`)
  await page.locator('[data-row]').first().waitFor()
  await key(page, 'V')
  await dialog(page).locator('[data-field="name"]').fill(`今天的 ${RUN}`)
  await accessible(page, 'saving a view')
  await page.keyboard.press('Enter')
  await page.locator('[data-saved]', { hasText: RUN }).waitFor()
  assert.equal(await page.locator('[data-saved]', { hasText: RUN }).getAttribute('aria-current'), 'true')
  await key(page, '1')
  await page.waitForURL(/\/tickets(\?cols=.*)?$/)
  assert.deepEqual(page.failures, [])
  await page.context().close()

  await twoAtOneTicket(new URL(first).pathname)
})

/** Two people at one ticket: they see each other, warn each other, and lose nothing; then it is closed in one stroke each. */
async function twoAtOneTicket(path) {
  const agent = await open()
  await signIn(agent, accounts.hotline, accounts.password)
  const engineer = await open()
  await signIn(engineer, accounts.engineer, accounts.password)
  await agent.goto(path)
  await opened(agent)
  await engineer.goto(path)
  await opened(engineer)
  await engineer.locator('[data-presence]', { hasText: '正在看' }).waitFor()

  // Somebody types: seen at the head. Somebody answers meanwhile: said before our answer goes out.
  await key(agent, 'r')
  await agent.keyboard.type('机房已经在查')
  await key(engineer, 'r')
  await engineer.keyboard.type('已定位：打印服务的许可到期')
  await agent.locator('[data-presence]', { hasText: '正在写' }).waitFor({ timeout: 15_000 })
  await picture(agent, 'console-11-presence')
  await accessible(agent, 'somebody else is typing')
  await engineer.keyboard.press('Control+Enter')
  await engineer.locator('[data-entry="replied"]', { hasText: '许可到期' }).waitFor()
  await agent.locator('[data-between]', { hasText: '许可到期' }).waitFor()
  await agent.keyboard.press('Control+Enter')
  assert.equal(await composer(agent).inputValue(), '机房已经在查')
  await picture(agent, 'console-12-meanwhile')
  await accessible(agent, 'somebody answered meanwhile')
  await agent.keyboard.press('Control+Enter')
  await agent.locator('[data-entry="replied"]', { hasText: '机房已经在查' }).waitFor()

  // Both edit different words: proposed in one.
  await agent.keyboard.press('Escape')
  await engineer.keyboard.press('Escape')
  await engineer.route('**/api/v1/events', (route) => route.abort())
  await engineer.route('**/api/v1/tickets/*', (route) => (route.request().method() === 'GET' ? route.abort() : route.continue()))
  await key(agent, 'E')
  await dialog(agent).locator('textarea[data-field="description"]').fill('两个考区的考生来电，页面提示系统繁忙。')
  await key(engineer, 'E')
  await dialog(engineer).locator('textarea[data-field="description"]').fill('考生来电，页面提示许可到期。')
  await agent.keyboard.press('Control+Enter')
  await dialog(agent).waitFor({ state: 'hidden' })
  await engineer.keyboard.press('Control+Enter')
  await engineer.locator('[data-line="description"]').waitFor()
  assert.equal(await engineer.locator('[data-hand="description"]').inputValue(), '两个考区的考生来电，页面提示许可到期。')
  await dialog(engineer).filter({ hasText: '修改标题和描述' }).waitFor({ state: 'hidden' })
  await picture(engineer, 'console-13-conflict')
  await accessible(engineer, 'a conflict word by word')
  await engineer.unroute('**/api/v1/tickets/*')
  await engineer.keyboard.press('Control+Enter')
  await engineer.locator('.description', { hasText: '两个考区的考生来电，页面提示许可到期。' }).waitFor()

  // One hands the solution in with the answer, the other closes with the answer.
  await key(engineer, 'r')
  await engineer.keyboard.type('已换新许可，打印恢复')
  await engineer.keyboard.press('Control+Shift+Enter')
  await engineer.locator('.meta .jy-state', { hasText: '待验收' }).waitFor()
  await agent.locator('.meta .jy-state', { hasText: '待验收' }).waitFor()
  await key(agent, 'r')
  await agent.keyboard.type('已与考生核实，可以打印')
  await agent.keyboard.press('Control+Shift+Enter')
  await agent.locator('.meta .jy-state', { hasText: '已关闭' }).waitFor()
  await picture(agent, 'console-14-closed')
  assert.deepEqual(agent.failures, [])
  assert.deepEqual(engineer.failures, [])
  await agent.context().close()
  await engineer.context().close()
}

test('what was typed or done survives the end of the page', async () => {
  const page = await open()
  await signIn(page, accounts.engineer, accounts.password)
  await page.goto('/tickets?state=working')
  await page.locator('[data-row]').first().waitFor()
  await key(page, 'j')
  await key(page, 'Enter')
  await opened(page)
  const address = page.url()
  await key(page, 'r')
  await page.keyboard.type(`写到一半 ${RUN}`)
  await page.reload()
  await opened(page)
  assert.equal(await composer(page).inputValue(), `写到一半 ${RUN}`)
  await composer(page).fill('')
  // A note that is still held when the page goes away is written all the same, and once.
  await key(page, 'i')
  await page.keyboard.type(`离开前写的 ${RUN}`)
  await page.keyboard.press('Control+Enter')
  await page.locator('[data-pending]').waitFor()
  await page.goto('about:blank')
  await page.goto(address)
  await page.locator('[data-entry="noted"]', { hasText: `离开前写的 ${RUN}` }).waitFor()
  assert.equal(await page.locator('[data-entry="noted"]', { hasText: `离开前写的 ${RUN}` }).count(), 1)
  await page.context().close()
})

test('the list keeps its place while one reads, and its rows are few however many there are', async () => {
  const page = await open()
  await signIn(page, accounts.hotline, accounts.password)
  await page.goto('/tickets?state=&sort=opened')
  await page.locator('[data-row]').first().waitFor()
  const list = page.getByRole('grid')
  await list.focus()
  await page.keyboard.press('End')
  await page.locator('[aria-rowindex="101"]').waitFor()
  // Reading on asks for the next pages by itself.
  for (let last = 101; last < 250; ) {
    await page.keyboard.press('End')
    await page.waitForFunction((from) => Number([...document.querySelectorAll('[data-row]')].at(-1)?.getAttribute('aria-rowindex')) > from, last)
    last = await page.evaluate(() => Number([...document.querySelectorAll('[data-row]')].at(-1)?.getAttribute('aria-rowindex')))
  }
  assert.ok((await page.locator('[role="row"]').count()) < 80)
  assert.equal(await page.evaluate(() => document.querySelector('[role="grid"]')?.getAttribute('aria-activedescendant') === document.querySelector('.row.active')?.id), true)
  const top = await list.evaluate((element) => element.scrollTop)
  await page.keyboard.press('Enter')
  await opened(page)
  assert.equal(await list.evaluate((element) => element.scrollTop), top)
  await accessible(page, 'far down the list')
  await page.context().close()
})
