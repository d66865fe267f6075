/**
 * How the console feels: how long a key or a click takes until the screen has changed, and how evenly a long list scrolls.
 *
 *   JIANYUE_URL=http://127.0.0.1:8080 node bench/interaction.mjs [SECONDS OF SCROLLING]
 *
 * Durations are the browser's own (Event Timing: from the input to the next frame that was painted, in steps of 8 ms).
 * Prints a Markdown table. Nothing here fails: it measures.
 */
import { accounts } from '../e2e/accounts.mjs'
import { close, DESK, launch, open, PHONE, signIn } from '../e2e/browser.mjs'

const scrolling = Number(process.argv[2] ?? 10) * 1000

/** Remembers every input of the page with its duration. */
function listen() {
  globalThis.inputs = []
  const seen = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId) globalThis.inputs.push([entry.name, entry.duration])
  })
  seen.observe({ type: 'event', durationThreshold: 16, buffered: false })
}

/** Does something and gives the longest duration of what the browser heard meanwhile; below 16 ms it reports none. */
async function longest(page, act) {
  await page.evaluate(() => (globalThis.inputs.length = 0))
  await act()
  await page.waitForTimeout(400)
  const inputs = await page.evaluate(() => globalThis.inputs.map(([, duration]) => duration))
  return Math.max(0, ...inputs)
}

async function repeat(page, times, act) {
  const found = []
  for (let n = 0; n < times; n++) found.push(await longest(page, () => act(n)))
  return found.sort((one, other) => one - other)
}

function row(what, found) {
  const at = (part) => found[Math.min(found.length - 1, Math.floor(found.length * part))]
  const say = (ms) => (ms === 0 ? '< 16' : String(Math.round(ms)))
  console.log(`| ${what} | ${found.length} | ${say(at(0.5))} | ${say(at(0.95))} | ${say(found.at(-1))} |`)
}

/** Turns the wheel over the list for a while; gives the gaps between frames. */
async function scroll(page, list) {
  const box = await page.locator(list).boundingBox()
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.evaluate(() => {
    globalThis.frames = []
    let last = performance.now()
    const frame = (now) => {
      globalThis.frames.push(now - last)
      last = now
      globalThis.counting = requestAnimationFrame(frame)
    }
    globalThis.counting = requestAnimationFrame(frame)
  })
  const end = Date.now() + scrolling
  while (Date.now() < end) await page.mouse.wheel(0, 240)
  const frames = await page.evaluate(() => {
    cancelAnimationFrame(globalThis.counting)
    return globalThis.frames.slice(1)
  })
  return { frames: frames.sort((one, other) => one - other), rows: await page.locator(`${list} [role="row"]`).count() }
}

await launch()
console.log('| what | times | half within (ms) | 95 % within (ms) | longest (ms) |\n|---|---:|---:|---:|---:|')

const desk = await open(DESK)
await desk.addInitScript(listen)
await signIn(desk, accounts.hotline, accounts.password)
await desk.goto('/tickets')
await desk.locator('[data-row]').first().waitFor()
await desk.keyboard.press('j')
row('console: next ticket (j)', await repeat(desk, 20, () => desk.keyboard.press('j')))
row('console: ticket shown beside the list (Enter)', await repeat(desk, 10, async () => {
  await desk.keyboard.press('j')
  await desk.keyboard.press('Enter')
}))
row('console: another view', await repeat(desk, 10, (n) => desk.locator('nav button').nth(n % 4).click()))
row('console: list of keys (?)', await repeat(desk, 6, (n) => desk.keyboard.press(n % 2 === 0 ? '?' : 'Escape')))
await desk.locator('nav button').first().click()
const list = '[role="grid"]'
await desk.locator(list).waitFor()
const { frames, rows } = await scroll(desk, list)
const late = frames.filter((gap) => gap > 50).length
console.log(`\nScrolling the console's list for ${scrolling / 1000} s: ${frames.length} frames, half within ${frames[frames.length >> 1].toFixed(1)} ms, 99 % within ${frames[Math.floor(frames.length * 0.99)].toFixed(1)} ms, ${late} later than 50 ms; ${rows} rows in the page.\n`)

const phone = await open(PHONE, { hasTouch: true, isMobile: true })
await phone.addInitScript(listen)
await signIn(phone, accounts.engineer, accounts.password)
await phone.goto('/field')
await phone.locator('a[href^="/field/tickets/"]').first().waitFor()
console.log('| what | times | half within (ms) | 95 % within (ms) | longest (ms) |\n|---|---:|---:|---:|---:|')
row('field: a ticket and back', await repeat(phone, 8, async () => {
  await phone.locator('a[href^="/field/tickets/"]').first().tap()
  await phone.locator('[data-clock], .clock').first().waitFor()
  await phone.goBack()
  await phone.locator('a[href^="/field/tickets/"]').first().waitFor()
}))
await close()
