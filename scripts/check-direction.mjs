#!/usr/bin/env node
// Fails when a crate uses one that it must not; the rule is in direction.mjs.
import { execFileSync } from 'node:child_process'

import { violations } from './direction.mjs'

const metadata = execFileSync('cargo', ['metadata', '--no-deps', '--format-version', '1', '--offline'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
})
const { packages } = JSON.parse(metadata)
const found = violations(packages)
for (const sentence of found) console.error(`direction: ${sentence}`)
if (found.length > 0) process.exit(1)
console.error(`direction: ${packages.length} crates, every dependency points down`)
