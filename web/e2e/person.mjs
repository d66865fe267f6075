import assert from 'node:assert/strict'

import { accounts } from './accounts.mjs'
import { BASE } from './browser.mjs'

/** Somebody who works through the interface, without a browser. */
export async function person(account) {
  const headers = { 'X-Jianyue': '1', 'content-type': 'application/json' }
  const answer = await fetch(`${BASE}/api/v1/sessions`, { method: 'POST', headers, body: JSON.stringify({ account, password: accounts.password }) })
  assert.equal(answer.status, 200)
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
  const ask = async (method, path, body) => {
    const done = await fetch(`${BASE}/api/v1${path}`, { method, headers: { ...headers, cookie }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    const text = await done.text()
    assert.ok(done.ok, `${method} ${path}: ${done.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  return { get: (path) => ask('GET', path), post: (path, body = {}) => ask('POST', path, body), remove: (path) => ask('DELETE', path), me: () => ask('GET', '/me') }
}

export async function contractOf(somebody, prefix) {
  return (await somebody.get('/contracts')).find((one) => one.prefix === prefix).id
}

/** What the server does after the answer is looked for until it is there. */
export async function until(what, look) {
  for (const last = Date.now() + 20_000; ; ) {
    const found = await look()
    if (found) return found
    assert.ok(Date.now() < last, `${what} never came`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}
