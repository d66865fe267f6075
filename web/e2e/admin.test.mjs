import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

before(launch)
after(close)

/** The code of a moment (RFC 6238: SHA-1, six digits, 30 s). */
function totp(secret, ms) {
  const bits = [...secret.replace(/[\s=]/g, '')].map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(ms / 30_000)))
  const digest = createHmac('sha1', key).update(counter).digest()
  const at = digest[19] & 15
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

test('a security administrator opens an account, whose first password has to be changed', async () => {
  const page = await open()
  await signIn(page, accounts.security, accounts.password)
  await page.waitForURL(/\/admin$/)
  await page.goto('/people')
  await page.locator('[data-create]').click()
  const account = `xinren${Date.now() % 1_000_000}`
  await page.getByRole('dialog').getByLabel('姓名').fill('新人（测试）')
  await page.getByRole('dialog').getByLabel('账号').fill(account)
  await picture(page, 'admin-create')
  await accessible(page, 'create person')
  await page.getByRole('dialog').getByRole('button', { name: '新建人员' }).click()
  const first = await page.locator('[data-secret] input').inputValue()
  await picture(page, 'admin-created')
  await accessible(page, 'initial password')
  await page.keyboard.press('Escape')
  await accessible(page, 'people')
  await picture(page, 'admin-people')
  await page.context().close()

  const newcomer = await open()
  await signIn(newcomer, account, first)
  await newcomer.waitForURL(/first-password/)
  await newcomer.goto('/tickets')
  await newcomer.waitForURL(/first-password/)
  await accessible(newcomer, 'first password')
  await newcomer.getByLabel('现在的密码').fill(first)
  await newcomer.getByLabel('新密码', { exact: true }).fill('too short')
  await newcomer.getByLabel('再输入一次新密码').fill('too short')
  await newcomer.getByRole('button', { name: '保存新密码' }).click()
  assert.match(await newcomer.getByRole('alert').innerText(), /密码/)
  for (const label of ['新密码', '再输入一次新密码']) await newcomer.getByLabel(label, { exact: true }).fill('Wan-shan-hong-bian-7')
  await newcomer.getByRole('button', { name: '保存新密码' }).click()
  await newcomer.waitForURL((url) => !url.pathname.includes('first-password'))
  await newcomer.context().close()
})

test('an auditor reads the trail and finds the chains intact', async () => {
  const page = await open()
  await signIn(page, accounts.auditor, accounts.password)
  await page.waitForURL(/\/admin$/)
  await page.getByRole('link', { name: '审计', exact: true }).first().click()
  await page.locator('[data-trail] tbody tr').first().waitFor()
  await page.locator('[data-verify]').click()
  await page.locator('[data-verified]').waitFor()
  await picture(page, 'admin-audit')
  await accessible(page, 'audit')
  await page.getByLabel('动作', { exact: true }).fill('no.such.action')
  await page.getByRole('button', { name: '查询', exact: true }).click()
  await page.locator('.empty').waitFor()
  await page.context().close()
})

test('a system administrator looks at a holiday notice before loading it', async () => {
  const page = await open()
  await signIn(page, accounts.system, accounts.password)
  await page.goto('/calendar')
  await page.getByRole('heading', { level: 2, name: '2026 年' }).waitFor()
  await page.getByLabel('放假安排（CSV）').fill('date,kind,name\n2027-01-01,holiday,元旦\n2027-13-01,holiday,错\n')
  await page.getByRole('button', { name: '先检查' }).click()
  const refused = await page.getByRole('alert').innerText()
  assert.match(refused, /3/)
  await picture(page, 'admin-calendar-refused')
  await accessible(page, 'a refused calendar')
  assert.ok(await page.getByRole('button', { name: '导入', exact: true }).isDisabled())
  await page.setViewportSize(PHONE)
  await fits(page, 'calendar')
  await picture(page, 'phone-calendar')
  await page.context().close()
})

test('a second factor is turned on, asked for, and turned off with a recovery code', async () => {
  const page = await open()
  await signIn(page, accounts.member, accounts.password)
  await page.goto('/me/sessions')
  await page.getByRole('button', { name: '开启动态验证码' }).click()
  const secret = await page.locator('[data-factor-secret]').innerText()
  await page.getByRole('img', { name: /二维码/ }).waitFor()
  await picture(page, 'account-factor')
  await accessible(page, 'second factor')
  const now = Date.now()
  await page.getByLabel('验证器上的 6 位数字').fill(totp(secret, now))
  await page.getByRole('button', { name: '确认开启' }).click()
  await page.locator('.codes code').first().waitFor()
  const recovery = (await page.locator('.codes code').allInnerTexts()).map((code) => code.trim())
  assert.ok(recovery.length >= 5)
  await picture(page, 'account-recovery')
  await page.getByRole('button', { name: '我已保存恢复码' }).click()
  await page.context().close()

  const again = await open()
  await again.goto('/sign-in')
  await again.getByLabel('账号', { exact: true }).fill(accounts.member)
  await again.getByLabel('密码', { exact: true }).fill(accounts.password)
  await again.getByRole('button', { name: '登录', exact: true }).click()
  await again.getByLabel('动态验证码').fill('000000')
  await again.getByRole('button', { name: '验证并登录' }).click()
  await again.getByRole('alert').waitFor()
  await accessible(again, 'a wrong code')
  await again.getByLabel('动态验证码').fill(recovery[0])
  await again.getByRole('button', { name: '验证并登录' }).click()
  await again.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  await again.goto('/me/sessions')
  await again.getByLabel('输入当前的 6 位数字以关闭').fill(recovery[1])
  await again.getByRole('button', { name: '关闭动态验证码' }).click()
  await again.getByRole('button', { name: '开启动态验证码' }).waitFor()
  await again.context().close()
})

test('a session that is ended elsewhere is over here', async () => {
  const here = await open()
  await signIn(here, accounts.elsewhere, accounts.password)
  const there = await open()
  await signIn(there, accounts.elsewhere, accounts.password)
  await there.goto('/me/sessions')
  await there.getByRole('button', { name: '下线' }).first().click()
  await there.locator('.el-popconfirm').getByRole('button', { name: '下线' }).last().click()
  await there.getByText('已下线。').waitFor()
  await here.goto('/tickets')
  await here.waitForURL(/\/sign-in\?to=/)
  await here.context().close()
  await there.context().close()
})

/** Clicks the button of the bubble that asks once more. */
async function confirm(page, name) {
  await page.locator('.el-popper:visible').getByRole('button', { name, exact: true }).last().click()
}

/** What the server answers to the person of `page`. */
async function ask(page, path) {
  const answer = await page.request.get(`/api/v1${path}`)
  assert.ok(answer.ok(), `${path}: ${answer.status()}`)
  return answer.json()
}

/** A contract that no other test knows, under two letters that are still free, long enough to be amended today. */
async function aContract(page) {
  const taken = (await ask(page, '/contracts')).map((contract) => contract.prefix)
  const free = [...'QWXYZJKMVB'].flatMap((one) => [...'QWXYZJKMVBFD'].map((other) => one + other)).filter((prefix) => !taken.includes(prefix))
  const prefix = free[Math.floor(Math.random() * free.length)]
  const text = readFileSync(new URL('../../fixtures/contracts/student-card-2024.toml', import.meta.url), 'utf8')
  return {
    prefix,
    text: text
      .replace('slug = "student-card-2024"', `slug = "browser-${prefix.toLowerCase()}"`)
      .replace('prefix = "SC"', `prefix = "${prefix}"`)
      .replaceAll('SC-', `${prefix}-`)
      .replace(/^end = .*$/m, `end = ${new Date().getFullYear() + 1}-12-31`),
  }
}

const asFile = (name, text) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })

test('a contract is imported: the error at its line, the correction, an amendment and what it changes', async () => {
  const page = await open()
  await signIn(page, accounts.system, accounts.password)
  await page.getByRole('link', { name: /导入合同/ }).click()
  await page.waitForURL(/contracts\/import/)
  const { prefix, text } = await aContract(page)

  const wrong = text.replace('start = 2024-08-18', 'stat = 2024-08-18')
  const line = wrong.split('\n').findIndex((one) => one.startsWith('stat = ')) + 1
  await page.locator('input[type=file]').setInputFiles(asFile('new.toml', wrong))
  await page.locator('[data-refused]').waitFor()
  const marked = page.locator(`[data-line="${line}"]`)
  assert.match((await marked.getAttribute('class')) ?? '', /error/)
  assert.match(await page.locator('[data-mark]').innerText(), new RegExp(`第 ${line} 行第 1 列.*stat`))
  assert.ok(await marked.isVisible())
  await page.locator('[data-finding]').getByRole('button', { name: `第 ${line} 行第 1 列` }).click()
  assert.match((await marked.getAttribute('class')) ?? '', /here/)
  await picture(page, 'admin-import-error')
  await accessible(page, 'a contract with an error')

  await page.getByRole('button', { name: '修改文本' }).click()
  await page.getByRole('textbox', { name: '合同文本' }).fill(text)
  await page.locator('[data-check]').click()
  await page.locator('[data-fine]').waitFor()
  assert.match(await page.locator('[data-fine]').innerText(), new RegExp(`${prefix}.*第 1 版`))
  const findings = await page.locator('[data-finding]').count()
  assert.ok(findings > 0)
  await page.getByRole('group', { name: '显示哪些' }).getByRole('button', { name: /提示/ }).click()
  assert.ok((await page.locator('[data-finding]').count()) < findings)
  await page.keyboard.press('n')
  await page.locator('[data-finding].current').waitFor()
  await picture(page, 'admin-import')
  await accessible(page, 'a contract that is fine')
  await page.locator('[data-publish]').click()
  await page.getByRole('dialog').getByText('发布后文本不能修改').waitFor()
  await accessible(page, 'the question before publishing')
  await page.locator('[data-confirm]').click()
  await page.waitForURL(/\/versions\?version=1/)
  await page.locator('[data-version]').first().waitFor()

  await page.getByRole('link', { name: '写补充协议' }).click()
  const typed = page.getByRole('textbox', { name: '合同文本' })
  await page.waitForFunction(() => (document.querySelector('.typed textarea')?.value ?? '').length > 1000)
  const former = 'hours = "workdays 08:00-17:00"\nchannels = ["phone", "qq"]'
  const amended = (await typed.inputValue()).replace(former, former.replace('workdays 08:00-17:00', 'daily 08:00-20:00'))
  await typed.fill(amended)
  await page.locator('[data-check]').click()
  const change = page.locator('[data-change]')
  await change.first().waitFor()
  assert.equal(await change.count(), 1)
  assert.match(await change.innerText(), new RegExp(`${prefix}-W1[^]*workdays 08:00-17:00[^]*daily 08:00-20:00`))
  await change.scrollIntoViewIfNeeded()
  await picture(page, 'admin-import-changes')
  await accessible(page, 'an amendment')
  await page.getByLabel('发布说明').fill('浏览器测试的补充协议')
  await page.getByRole('button', { name: '发布第 2 版' }).click()
  await page.getByRole('dialog').getByText('已有的工单继续按原来的版本计时').waitFor()
  await page.locator('[data-confirm]').click()
  await page.waitForURL(/\/versions\?version=2/)
  await page.getByText('浏览器测试的补充协议').waitFor()

  await page.locator('[data-compare]').selectOption('1')
  await page.waitForURL(/with=1/)
  assert.match(await page.locator('[data-diff]').innerText(), /daily 08:00-20:00/)
  await picture(page, 'admin-versions')
  await accessible(page, 'two versions compared')
  const saved = page.waitForEvent('download')
  await page.locator('[data-download]').click()
  assert.match((await saved).suggestedFilename(), /-v2\.toml$/)
  await page.setViewportSize(PHONE)
  await fits(page, 'versions')
  await page.goBack()
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('a notice shows its year and the deadlines that it moves before it is loaded', async () => {
  const page = await open()
  await signIn(page, accounts.system, accounts.password)
  await page.goto('/calendar')
  await page.getByRole('heading', { level: 2, name: '2026 年' }).waitFor()
  // Every working day of the next weeks closed: whatever runs by working days moves. It is looked at and never loaded.
  await page.getByLabel('节日名称').fill('测试')
  const now = Date.now()
  const day = (days) => new Date(now + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10)
  // A notice is of one year: where no working day of this year is left, it is the beginning of the next one.
  const left = Array.from({ length: 21 }, (_, i) => day(i)).filter((one) => one.slice(0, 4) === day(0).slice(0, 4))
  const works = left.some((one) => ![0, 6].includes(new Date(`${one}T12:00:00Z`).getUTCDay()))
  const next = Number(day(0).slice(0, 4)) + 1
  const first = works ? day(0) : `${next}-01-01`
  const last = works ? left.at(-1) : `${next}-01-20`
  await page.getByLabel('第一天').fill(first)
  await page.getByLabel('最后一天').fill(last)
  await page.getByRole('button', { name: '添加日期段' }).click()
  const looked = page.waitForResponse((answer) => answer.url().endsWith('/calendar/moved-deadlines'))
  await page.getByRole('button', { name: '先检查' }).click()
  await page.locator('[data-preview] [data-months] table').nth(11).waitFor()
  assert.match((await page.locator(`[data-preview] [data-day="${first}"]`).getAttribute('class')) ?? '', /holiday.*(new|other)/)
  const { moved, looked_at } = await (await looked).json()
  await page.locator('[data-moved]').waitFor()
  assert.ok(looked_at > 0 && moved.length > 0, 'a demo of many tickets has deadlines that move')
  assert.match(await page.locator('[data-moved]').innerText(), new RegExp(`${moved.length} 个会移动`))
  assert.equal(await page.locator('[data-moved] tbody tr').count(), moved.length)
  await page.locator('[data-moved]').scrollIntoViewIfNeeded()
  await picture(page, 'admin-moved')
  await accessible(page, 'moved deadlines')
  await page.setViewportSize(PHONE)
  await fits(page, 'moved deadlines')
  await picture(page, 'phone-moved')

  // A year far away is loaded for good; its days are another set each time, because the same notice twice is refused.
  await page.setViewportSize(DESK)
  const year = 2040
  const named = Array.from({ length: 14 }, (_, i) => `${year}-0${1 + Math.floor(Math.random() * 9)}-${10 + i},holiday,测试`).sort()
  await page.getByLabel('放假安排（CSV）').fill(`date,kind,name\n${named.join('\n')}\n`)
  await page.getByRole('button', { name: '先检查' }).click()
  await page.locator('[data-outcome]').waitFor()
  await page.getByRole('button', { name: '导入', exact: true }).click()
  await confirm(page, '导入放假安排')
  await page.locator('[data-outcome]').getByText(`已导入：${year} 年`).waitFor()
  await page.getByRole('heading', { level: 2, name: `${year} 年` }).waitFor()
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('somebody invited comes in by the link, gets a role, loses the session', async () => {
  const page = await open()
  await signIn(page, accounts.security, accounts.password)
  await page.goto('/admin/invitations')
  await page.locator('[data-invite]').click()
  const name = `受邀人（测试 ${Date.now() % 1_000_000}）`
  await page.getByLabel('邀请谁').fill(name)
  await accessible(page, 'invite')
  await page.getByRole('button', { name: '生成邀请链接' }).click()
  const link = new URL(await page.locator('[data-link] input').inputValue())
  await picture(page, 'admin-invited')
  await accessible(page, 'the link of an invitation')

  const guest = await open(PHONE)
  await guest.goto(`${link.pathname}${link.hash}`)
  const account = `yaoqing${Date.now() % 1_000_000}`
  await guest.getByLabel('姓名').fill(name)
  await guest.getByLabel('账号', { exact: true }).fill(account)
  for (const label of ['密码', '再输入一次密码']) await guest.getByLabel(label, { exact: true }).fill('Wan-shan-hong-bian-7')
  await picture(guest, 'phone-invitation')
  await accessible(guest, 'an invitation')
  await fits(guest, 'an invitation')
  await guest.getByRole('button', { name: '接受邀请并登录' }).click()
  await guest.waitForURL((url) => !url.pathname.startsWith('/invitation'))
  const again = await open(PHONE)
  await again.goto(`${link.pathname}${link.hash}`)
  await again.getByLabel('姓名').fill(name)
  await again.getByLabel('账号', { exact: true }).fill(`${account}x`)
  for (const label of ['密码', '再输入一次密码']) await again.getByLabel(label, { exact: true }).fill('Wan-shan-hong-bian-7')
  await again.getByRole('button', { name: '接受邀请并登录' }).click()
  await again.getByRole('alert').waitFor()
  await again.context().close()

  await page.goto(`/people?q=${account}`)
  await page.getByRole('link', { name }).click()
  await page.locator('[data-roles]').getByText('运维工程师').waitFor()
  await page.getByRole('button', { name: '分配角色' }).click()
  await page.getByRole('button', { name: '增加一个角色' }).click()
  await page.getByRole('dialog').getByLabel('角色').last().selectOption('finance')
  await picture(page, 'admin-roles-of')
  await accessible(page, 'roles of a person')
  await page.getByRole('button', { name: '保存角色' }).click()
  await page.locator('[data-roles]').getByText('财务').waitFor()
  await picture(page, 'admin-person')
  await accessible(page, 'a person')
  await page.locator('[data-session]').getByRole('button', { name: '下线' }).first().click()
  await confirm(page, '下线')
  await page.getByText('现在没有设备登录').waitFor()
  await guest.goto('/me/sessions')
  await guest.waitForURL(/\/sign-in/)
  await guest.context().close()

  await page.goto('/admin/invitations?state=accepted')
  await page.getByRole('row', { name: new RegExp(name.replace(/[()（）]/g, '.')) }).waitFor()
  await picture(page, 'admin-invitations')
  await accessible(page, 'invitations')
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('a token is shown once, works, and is revoked', async () => {
  const page = await open()
  await signIn(page, accounts.system, accounts.password)
  await page.goto('/me/tokens')
  await page.locator('[data-create]').click()
  const name = `浏览器测试 ${Date.now() % 1_000_000}`
  await page.getByRole('dialog').getByLabel('用途').fill(name)
  await page.getByRole('dialog').getByLabel('查看合同目录').check()
  await picture(page, 'account-token-new')
  await accessible(page, 'a new token')
  await page.getByRole('button', { name: '生成访问令牌' }).click()
  const secret = await page.locator('[data-token-secret] input').inputValue()
  await accessible(page, 'the secret of a token')
  const program = await open()
  const withToken = { headers: { Authorization: `Bearer ${secret}` } }
  assert.equal((await program.request.get('/api/v1/contracts', withToken)).status(), 200)
  await page.keyboard.press('Escape')
  const mine = page.locator('[data-token]', { hasText: name })
  await mine.getByRole('button', { name: '作废' }).click()
  await confirm(page, '作废')
  await mine.waitFor({ state: 'detached' })
  assert.equal((await program.request.get('/api/v1/contracts', withToken)).status(), 401)
  await program.context().close()
  await picture(page, 'account-tokens')
  await accessible(page, 'tokens')
  await page.context().close()
})

test('an auditor searches, reads an entry and takes the page along', async () => {
  const page = await open()
  await signIn(page, accounts.auditor, accounts.password)
  await page.goto('/audit?action=identity.set_roles')
  const entry = page.locator('[data-entry]').first()
  await entry.click()
  await page.locator('[data-detail]').getByText('变化').waitFor()
  await page.waitForURL(/entry=system/)
  await picture(page, 'admin-audit-entry')
  await accessible(page, 'an entry of the trail')
  await page.reload()
  await page.locator('[data-detail]').waitFor()
  await page.getByRole('button', { name: '看同一对象的全部记录' }).click()
  await page.waitForURL(/subject=/)
  const saved = page.waitForEvent('download')
  await page.locator('[data-trail] tbody tr').first().waitFor()
  await page.locator('[data-csv]').click()
  assert.match((await saved).suggestedFilename(), /^audit-.*\.csv$/)
  await page.setViewportSize(PHONE)
  await fits(page, 'audit')
  await picture(page, 'phone-audit')
  await accessible(page, 'audit on the phone')
  await page.context().close()
})

test('a job is run at once', async () => {
  const page = await open()
  await signIn(page, accounts.system, accounts.password)
  await page.goto('/admin/jobs')
  const job = page.locator('[data-job="platform.idempotency_forget"]')
  const started = page.waitForResponse((answer) => answer.url().endsWith('/jobs/platform.idempotency_forget/run'))
  await job.getByRole('button', { name: '立即运行' }).click()
  assert.equal((await started).status(), 202)
  await job.getByText('刚刚').waitFor()
  assert.equal(await job.locator('[data-state]').innerText(), '正常')
  await picture(page, 'admin-jobs')
  await page.context().close()
})

test('dead letters are retried and discarded, several at once and with a reason', async () => {
  const page = await open()
  await signIn(page, accounts.system, accounts.password)
  await page.goto('/admin/dead-letters')
  await page.locator('.empty, [data-letter]').first().waitFor()
  await accessible(page, 'no dead letters')

  // A demo has none, so the server's answer is played here; what the page asks for is what counts.
  let left = [1, 2, 3].map((seq) => ({ subscriber: 'notify.mail', seq, event_id: `01a1fe16-51cb-748d-9f54-22268106000${seq}`, kind: 'ticketing.ticket_opened', subject: '01a1fe16-51cb-748d-9f54-22268106000f', contract_id: null, recorded_at: '2026-11-20T08:00:00Z', attempts: 10, error: '邮件服务器拒绝连接' }))
  const sent = []
  await page.route('**/api/v1/dead-letters**', async (route) => {
    if (route.request().method() === 'GET') return route.fulfill({ json: { items: left, next: null } })
    const body = route.request().postDataJSON()
    sent.push([new URL(route.request().url()).pathname.split('/').at(-1), body])
    left = left.filter((letter) => !body.items.some((item) => item.seq === letter.seq))
    return route.fulfill({ json: { retried: body.items.length, discarded: body.items.length } })
  })
  await page.reload()
  await page.locator('[data-letter]').nth(2).waitFor()
  await picture(page, 'admin-dead-letters')
  await accessible(page, 'dead letters')
  await page.getByLabel('选择第 1 号').check()
  await page.getByLabel('选择第 2 号').check()
  await page.getByRole('button', { name: '重新投递所选（2）' }).click()
  await page.locator('[data-letter]').nth(1).waitFor({ state: 'detached' })
  await page.locator('[data-letter]').getByRole('button', { name: '放弃' }).click()
  await page.getByRole('dialog').getByLabel('原因').fill('已电话告知')
  await accessible(page, 'discard')
  await page.getByRole('dialog').getByRole('button', { name: '放弃', exact: true }).click()
  await page.locator('.empty').waitFor()
  const letter = (seq) => ({ subscriber: 'notify.mail', seq })
  assert.deepEqual(sent, [
    ['retry', { items: [letter(1), letter(2)] }],
    ['discard', { items: [letter(3)], reason: '已电话告知' }],
  ])
  await page.context().close()
})

/** Pages of the three administrators, and what must be on them before they count as shown. */
const PAGES = [
  ['system', '/admin', '[data-finding], .finding'],
  ['system', '/admin/contracts/import', '.typed'],
  ['system', '/admin/jobs', '[data-job]'],
  ['system', '/admin/dead-letters', '.empty, [data-letter]'],
  ['system', '/calendar?year=2026', '[data-months]'],
  ['security', '/admin', '.way'],
  ['security', '/people', 'tbody tr'],
  ['security', '/people?q=meiyouzheigeren', '.empty'],
  ['security', '/admin/invitations', '.jy-table, .empty'],
  ['security', '/admin/roles', '[data-matrix]'],
  ['security', '/admin/sessions', '[data-session]'],
  ['security', '/me/tokens', '.empty, [data-token]'],
  ['auditor', '/admin', '.entry'],
  ['auditor', '/audit', '[data-trail]'],
]

for (const [size, viewport, more] of [
  ['desk', DESK, {}],
  ['desk-dark', DESK, { colorScheme: 'dark' }],
  ['phone', PHONE, {}],
]) {
  for (const who of ['system', 'security', 'auditor']) {
    test(`the pages of the ${who} administrator on ${size}`, async (context) => {
      const page = await open(viewport, more)
      await signIn(page, accounts[who], accounts.password)
      for (const [, path, sign] of PAGES.filter(([whose]) => whose === who)) {
        await context.test(path, async () => {
          await page.goto(path)
          await page.locator(sign).first().waitFor()
          await picture(page, `${size}-${who}${path.replace(/\W+/g, '-')}`)
          await accessible(page, path)
          await fits(page, path)
        })
      }
      assert.deepEqual(page.failures, [])
      await page.context().close()
    })
  }
}
