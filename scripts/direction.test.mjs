import assert from 'node:assert/strict'
import { test } from 'node:test'

import { violations } from './direction.mjs'

/** A package with dependencies inside the workspace, written `kernel` or `dev:testkit`. */
function crate(name, ...uses) {
  const dependencies = uses.map((use) => {
    const [kind, used] = use.includes(':') ? use.split(':') : [null, use]
    return { name: `jianyue-${used}`, kind, path: `crates/${used}` }
  })
  return { name: `jianyue-${name}`, dependencies: [...dependencies, { name: 'serde', kind: null }] }
}

test('the layout of this workspace is accepted', () => {
  const packages = [
    crate('kernel', 'dev:testkit'),
    crate('platform', 'kernel', 'dev:testkit'),
    crate('sla'),
    crate('contracts', 'platform', 'sla', 'kernel'),
    crate('identity', 'platform', 'kernel'),
    crate('ticketing', 'contracts', 'sla', 'platform', 'kernel', 'dev:testkit'),
    crate('server', 'ticketing', 'identity', 'contracts', 'platform', 'sla', 'kernel'),
    crate('testkit', 'platform', 'kernel'),
    crate('load'),
  ]
  assert.deepEqual(violations(packages), [])
})

test('a module that uses another module is told of events and ports', () => {
  assert.deepEqual(violations([crate('ticketing', 'identity')]), [
    'ticketing → identity: modules never use one another; use an event or a port in platform',
  ])
})

test('modules stay apart in their tests too', () => {
  assert.equal(violations([crate('ticketing', 'dev:identity')]).length, 1)
})

test('a lower layer never uses a higher one', () => {
  assert.deepEqual(violations([crate('kernel', 'sla')]), ['kernel → sla: kernel may use nothing'])
  assert.deepEqual(violations([crate('platform', 'contracts')]), ['platform → contracts: base may use kernel'])
  assert.equal(violations([crate('sla', 'platform')]).length, 1)
  assert.equal(violations([crate('ticketing', 'server')]).length, 1)
})

test('testkit is for tests', () => {
  assert.deepEqual(violations([crate('server', 'testkit')]), ['server → testkit: only as a dev-dependency'])
})

test('a crate without a place, or with a foreign name, is refused', () => {
  assert.deepEqual(violations([crate('shiny')]), ['shiny: has no layer; give it its place in scripts/direction.mjs'])
  assert.equal(violations([{ name: 'other', dependencies: [] }]).length, 1)
})
