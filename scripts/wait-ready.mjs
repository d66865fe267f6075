// Waits until a URL answers 200: node wait-ready.mjs URL PID SECONDS
// Gives up at once when the process PID ends, because then nobody is left to answer.
import { setTimeout as pause } from 'node:timers/promises'

const [url, pid, seconds] = process.argv.slice(2)
const until = Date.now() + Number(seconds) * 1000

function alive() {
  try {
    process.kill(Number(pid), 0)
    return true
  } catch {
    return false
  }
}

async function ready() {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false
  }
}

while (!(await ready())) {
  if (!alive()) {
    console.error(`wait-ready: the process ended before ${url} answered`)
    process.exit(1)
  }
  if (Date.now() > until) {
    console.error(`wait-ready: ${url} did not answer within ${seconds} s`)
    process.exit(1)
  }
  await pause(100)
}
