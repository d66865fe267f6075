import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'
import { contractOf, person, until } from './person.mjs'

const MANAGER = 'manager'
const CLIENT = 'official2'
/** Works of the contract that are not done cost so much each. */
const WHOLE = '1000.00'

before(launch)
after(close)

const card = (page, number) => page.locator(`[data-breach="${number}"]`)

/** The proposal that the software made of a ticket whose time ran out, and the ticket. */
async function raised(manager, contract) {
  const entries = await manager.get(`/contracts/${contract}/billing-entries`)
  const about = (entry) => entry.body.kind === 'breach' && !entry.withdrawn && entry.body.raised?.items.find((item) => item.path.startsWith('/tickets/'))
  const told = entries.find(about)
  return told && { breach: told.breach, by: told.by, item: about(told) }
}

test('a ticket runs out of time, the software proposes what the contract says, and the parties settle it', async () => {
  const manager = await person(MANAGER)
  const contract = await contractOf(manager, 'EX')
  const { breach, by, item } = await until('a proposal made of a ticket', () => raised(manager, contract))
  assert.equal(by, '违约核对')
  const before = (await manager.get(`/contracts/${contract}/billing-entries`)).length

  const vendor = await open()
  await signIn(vendor, MANAGER, accounts.password)
  await vendor.goto(`/billing/${contract}?penalty=${breach}`)
  const proposal = card(vendor, breach)
  await proposal.locator('[data-step="happened"]').getByText(item.label).waitFor()
  await proposal.getByText(`¥${WHOLE.replace('1000', '1,000')}`).first().waitFor()
  await picture(vendor, 'penalty-1-proposed')
  await accessible(vendor, 'the penalties of an account')
  await proposal.locator('[data-object]').click()
  const said = `截图显示当晚已电话答复（${before}）`
  const form = vendor.locator('[data-penalty-form="object"]')
  await form.locator('[data-reason]').fill(said)
  await form.locator('[data-proof]').setInputFiles({ name: '通话记录.txt', mimeType: 'text/plain', buffer: Buffer.from('21:04 已答复') })
  await picture(vendor, 'penalty-2-objection')
  await vendor.locator('[data-penalty-save]').click()
  await form.waitFor({ state: 'detached' })
  const story = proposal.locator('[data-step="objected"]').last()
  await story.getByText(said).waitFor()
  await story.getByText('通话记录.txt').waitFor()
  // The evidence is the ticket itself.
  await proposal.locator('[data-evidence]').first().click()
  await vendor.waitForURL((url) => url.pathname === item.path)
  assert.deepEqual(vendor.failures, [])
  await vendor.context().close()

  const page = await open()
  await signIn(page, CLIENT, accounts.password)
  await page.goto(`/billing/${contract}?penalty=${breach}`)
  await card(page, breach).getByText(said).waitFor()
  await card(page, breach).locator('[data-decide]').click()
  const decision = page.locator('[data-penalty-form="decide"]')
  await decision.locator('[data-outcome]').selectOption('reduced')
  const amount = `${600 + (before % 300)}.50`
  await decision.locator('[data-reduced]').fill(amount)
  await decision.locator('[data-reason]').fill('已答复但没有登记，减轻')
  await page.locator('[data-penalty-save]').click()
  await card(page, breach).locator('[data-owed]').getByText(`¥${amount}`).waitFor()
  await card(page, breach).locator('[data-taken]').getByText(`¥${amount}`).waitFor()
  await picture(page, 'penalty-3-reduced')
  await accessible(page, 'a penalty that was reduced')

  // It is netted from the next payment, and everybody is told the same.
  const { account } = await manager.get(`/contracts/${contract}/account`)
  const line = account.lines.find((one) => one.deductions.some((each) => each.breach === breach))
  assert.equal(line.deductions.find((one) => one.breach === breach).amount, amount)
  assert.notEqual(line.state, 'paid')
  const told = account.penalties.find((one) => one.breach === breach)
  assert.deepEqual([told.proposed, told.owed, told.decision.outcome], [WHOLE, amount, 'reduced'])
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('what is open says what it is about to cost', async () => {
  const page = await open()
  await signIn(page, CLIENT, accounts.password)
  const contract = await contractOf(await person(MANAGER), 'EX')
  await page.goto(`/billing/${contract}`)
  await page.locator('[data-at-risk] [data-risk-sum]').waitFor()
  const rule = page.locator('[data-risk="EX-M2.duty"]')
  await rule.locator('summary').click()
  await rule.locator('a').first().waitFor()
  await page.locator('[data-at-risk]').scrollIntoViewIfNeeded()
  await picture(page, 'penalty-4-at-risk')
  await page.setViewportSize(PHONE)
  await fits(page)
  await accessible(page, 'an account on a phone')
  await picture(page, 'penalty-5-phone')
  assert.deepEqual(page.failures, [])
  await page.context().close()
})
