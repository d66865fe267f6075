import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

before(launch)
after(close)

async function administrator(viewport) {
  const page = await open(viewport)
  await signIn(page, accounts.system, accounts.password)
  await page.goto('/mail')
  await page.locator('[data-polling] dl').waitFor()
  return page
}

test('an address of a contract is added, refused where it does not fit, changed and retired', async () => {
  const page = await administrator(DESK)
  await page.getByRole('button', { name: '收件地址', exact: true }).click()
  await page.waitForURL(/view=addresses/)
  const address = `fuwu-${Date.now()}@example.invalid`
  await page.locator('[data-add]').click()
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('地址').fill(address)
  await drawer.getByLabel('合同').selectOption({ index: 1 })
  await drawer.getByLabel('工作').fill('no-such-work')
  await drawer.locator('[data-save]').click()
  await drawer.getByRole('alert').waitFor()
  assert.match(await drawer.getByRole('alert').innerText(), /no-such-work/)
  await picture(page, 'mail-address')
  await accessible(page, 'address of a contract')
  const works = (await drawer.getByRole('alert').innerText()).match(/可选：([\w-]+)/)
  await drawer.getByLabel('工作').fill(works?.[1] ?? '')
  await drawer.locator('[data-save]').click()
  const row = page.locator('[data-address]', { hasText: address })
  await row.waitFor()
  await accessible(page, 'addresses')
  await row.locator('[data-change]').click()
  await page.getByRole('dialog').getByLabel('来源渠道').selectOption('qq')
  await page.getByRole('dialog').locator('[data-save]').click()
  await row.getByText('QQ').waitFor()
  await row.getByRole('button', { name: '停用' }).click()
  await page.locator('.el-popconfirm:visible').getByRole('button', { name: '停用' }).click()
  await row.waitFor({ state: 'detached' })
  await page.context().close()
})

/** Gives a mail to the server of these tests, as a mail server does. */
function pipe(raw) {
  const program = process.env.MAIL_IN
  assert.ok(program, 'MAIL_IN says how a mail is given to the server: env JIANYUE_DATA=<its data> target/debug/jianyue mail-in')
  const [command, ...more] = program.split(' ')
  const done = spawnSync(command, more, { input: raw })
  assert.equal(done.status, 0, String(done.stderr))
}

for (const [name, viewport] of [['desk', DESK], ['phone', PHONE]]) {
  test(`the quarantine and the log are read, on the ${name}`, async () => {
    const subject = `无人认领 ${Date.now()}`
    pipe(`From: <wang@example.com>\r\nTo: nobody@example.invalid\r\nSubject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=\r\nMessage-ID: <${Date.now()}@example.com>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n打印机不工作\r\n`)
    const page = await administrator(viewport)
    const mail = page.getByRole('button', { name: `查看邮件：${subject}` })
    while (!(await mail.isVisible())) {
      const answered = page.waitForResponse(/mail\/quarantine/)
      await page.locator('[data-refresh]').click()
      await answered
      await page.locator('[data-quarantine], .empty').first().waitFor()
    }
    await picture(page, `mail-held-${name}`)
    await accessible(page, `quarantine, ${name}`)
    await fits(page, `quarantine, ${name}`)
    await mail.click()
    const held = page.locator('[data-held]')
    await held.waitFor()
    assert.match(await held.locator('[data-text]').innerText(), /打印机不工作/)
    assert.match(await held.innerText(), /没有对应的合同/)
    await picture(page, `mail-one-${name}`)
    await accessible(page, `one mail, ${name}`)
    await fits(page, `one mail, ${name}`)
    await held.locator('[data-discard]').click()
    await held.getByLabel('丢弃的原因').fill('测试')
    await held.locator('[data-discard-sure]').click()
    await mail.waitFor({ state: 'detached' })
    await page.locator('[data-view="log"]').click()
    await page.waitForURL(/view=log/)
    await page.locator('[data-log], .empty').first().waitFor()
    await picture(page, `mail-log-${name}`)
    await accessible(page, `log of mails, ${name}`)
    await fits(page, `log of mails, ${name}`)
    assert.deepEqual(page.failures, [])
    await page.context().close()
  })
}
