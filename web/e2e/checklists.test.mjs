import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

const MANAGER = 'manager'
/** No other test reads this one. */
const RULE = 'RE-I2.4'
const RUN = String(Date.now() % 1_000_000).padStart(6, '0')
const TITLE = `门锁状态 ${RUN}`

before(launch)
after(close)

async function checklist(page) {
  const contracts = await page.evaluate(async () => (await fetch('/api/v1/contracts')).json())
  const contract = contracts.find((one) => one.prefix === 'RE').id
  const { items } = await page.evaluate(async (id) => (await fetch(`/api/v1/contracts/${id}/checklists`)).json(), contract)
  return { contract, ...items.find((one) => one.rule === RULE) }
}

/** Saves it as somebody else would meanwhile. */
function saveBehind(page, { id, version, title, items, signatures, sheet }) {
  return page.evaluate(
    async ({ id, version, body }) => (await fetch(`/api/v1/checklists/${id}`, { method: 'PUT', headers: { 'X-Jianyue': '1', 'Content-Type': 'application/json', 'If-Match': `"${version}"` }, body: JSON.stringify(body) })).status,
    { id, version, body: { title, items, signatures, sheet } },
  )
}

async function saved(page, act) {
  const answer = page.waitForResponse((one) => one.request().method() === 'PUT' && one.url().includes('/checklists/'))
  await act()
  return (await answer).status()
}

test('a checklist is written, moved by keys, saved as a version, and nobody is overwritten unseen', async () => {
  const page = await open(DESK)
  await signIn(page, MANAGER, accounts.password)
  const { contract, id } = await checklist(page)
  await page.goto(`/inspections/checklists?contract=${contract}`)
  await page.locator(`[data-checklist="${RULE}"] a`).click()
  await page.locator('[data-point]').first().waitFor()

  await page.locator('[data-add]').click()
  const form = page.locator('[data-point-form]')
  await form.locator('[data-field="title"]').fill(TITLE)
  await form.locator('[data-field="kind"]').selectOption('choice')
  await form.locator('[data-choice="0"]').fill('关好')
  assert.ok(await page.locator('[data-faults]').isVisible(), 'one choice is no choice')
  await form.locator('[data-choice="1"]').fill('没关')
  await page.locator('[data-faults]').waitFor({ state: 'detached' })
  await form.locator('[data-field="photo"]').check()
  const preview = page.locator('[data-preview]')
  await preview.getByText(TITLE).waitFor()
  await picture(page, 'checklists-1-editor')
  await accessible(page, 'the editor of a checklist')

  const point = page.locator(`[data-point][data-title="${TITLE}"]`)
  const place = async () => (await page.locator('[data-point]').evaluateAll((all) => all.map((one) => one.dataset.title))).indexOf(TITLE)
  const from = await place()
  await point.locator('[data-open-point]').focus()
  await page.keyboard.press('Alt+ArrowUp')
  await page.waitForFunction(([title, at]) => [...document.querySelectorAll('[data-point]')].findIndex((one) => one.dataset.title === title) === at, [TITLE, from - 1])
  assert.ok(await point.locator('[data-open-point]').evaluate((one) => one === document.activeElement), 'the focus stays on what was moved')
  await point.locator('[data-remove]').click()
  await point.waitFor({ state: 'detached' })
  await page.locator('[data-undo]').click()
  await point.waitFor()
  assert.equal(await place(), from - 1)

  // What is not saved survives a reload.
  await page.reload()
  await page.locator('[data-restored]').waitFor()
  await point.waitFor()
  assert.equal(await saved(page, () => page.locator('[data-save]').click()), 200)
  await page.locator('[data-restored]').waitFor({ state: 'detached' })
  const now = await checklist(page)
  assert.equal(now.house, false)
  assert.deepEqual(now.items.find((one) => one.title === TITLE).bad, ['没关'])

  await point.locator('[data-remove]').click()
  const theirs = { ...now, items: [...now.items, { key: `t.${RUN}`, title: `别人的 ${RUN}`, kind: 'text', required: false, photo_required: false }] }
  assert.equal(await saveBehind(page, theirs), 200)
  assert.equal(await saved(page, () => page.locator('[data-save]').click()), 412)
  await page.locator('[data-conflict]', { hasText: `别人的 ${RUN}` }).waitFor()
  await picture(page, 'checklists-2-conflict')
  await accessible(page, 'a conflict of checklists')
  // Mine is the list without either, as it was found.
  assert.equal(await saved(page, () => page.locator('[data-mine]').click()), 200)
  await page.locator('[data-conflict]').waitFor({ state: 'detached' })
  const last = await checklist(page)
  assert.equal(last.id, id)
  assert.ok(!last.items.some((one) => one.title.includes(RUN)))
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('a point is read by a probe that is searched for', async () => {
  const page = await open(DESK)
  await signIn(page, MANAGER, accounts.password)
  const { contract, id } = await checklist(page)
  await page.goto(`/inspections/checklists/${contract}/${id}`)
  await page.locator('[data-add]').click()
  const form = page.locator('[data-point-form]')
  await form.locator('[data-field="title"]').fill(`自动 ${RUN}`)
  await form.locator('[data-field="kind"]').selectOption('automatic')
  const probe = form.locator('[data-field="probe"]')
  await probe.locator('optgroup').first().waitFor({ state: 'attached' })
  const [name] = await probe.locator('optgroup option').allInnerTexts()
  await form.locator('[data-find-probe]').fill(name)
  await probe.selectOption({ label: name })
  await page.locator('[data-faults]').waitFor({ state: 'detached' })
  await accessible(page, 'the choice of a probe')
  // Nothing is left behind: what was typed is dropped.
  await page.locator(`[data-point][data-title="自动 ${RUN}"] [data-remove]`).click()
  await page.context().close()
})

for (const [size, viewport, dark] of [['desk-dark', DESK, true], ['phone', PHONE, false]]) {
  test(`checklists on ${size}`, async () => {
    const page = await open(viewport, { colorScheme: dark ? 'dark' : 'light' })
    await signIn(page, MANAGER, accounts.password)
    const { contract, id } = await checklist(page)
    await page.goto(`/inspections/checklists/${contract}/${id}`)
    await page.locator('[data-open-point]').first().click()
    await page.locator('[data-point-form]').waitFor()
    await picture(page, `checklists-${size}`)
    await accessible(page, `a checklist on ${size}`)
    await fits(page, `a checklist on ${size}`)
    assert.deepEqual(page.failures, [])
    await page.context().close()
  })
}

test('whoever may only look cannot change one', async () => {
  const page = await open(DESK)
  await signIn(page, accounts.engineer, accounts.password)
  const { contract, id } = await checklist(page)
  await page.goto(`/inspections/checklists/${contract}/${id}`)
  await page.locator('[data-point]').first().waitFor()
  assert.equal(await page.locator('[data-save]').count(), 0)
  assert.ok(await page.locator('input[data-title]').isDisabled())
  await page.context().close()
})
