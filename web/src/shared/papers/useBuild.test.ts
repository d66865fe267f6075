import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'

import * as builds from '@/api/builds'
import { useBuild } from './useBuild'

vi.mock('@/api/builds', async (actual) => ({ ...(await actual<typeof builds>()), find: vi.fn(), cancel: vi.fn() }))

const running = { id: 'a', state: 'running', step: 1, steps: 4, message: '', files: [] } as unknown as builds.Build
const done = { ...running, state: 'done' } as builds.Build

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.mocked(builds.find).mockReset()
})

it('asks until the build is over, and no more', async () => {
  vi.mocked(builds.find).mockResolvedValueOnce(running).mockResolvedValue(done)
  const scope = effectScope()
  const { build } = scope.run(() => useBuild(() => 'a'))!
  await vi.advanceTimersByTimeAsync(10)
  expect(build.value?.state).toBe('running')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(build.value?.state).toBe('done')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(builds.find).toHaveBeenCalledTimes(2)
  scope.stop()
})

it('goes on when the server does not answer, and stops when there is no such build', async () => {
  vi.mocked(builds.find).mockRejectedValueOnce(new TypeError('unreachable')).mockResolvedValue(running)
  const scope = effectScope()
  const { build, problem } = scope.run(() => useBuild(() => 'a'))!
  await vi.advanceTimersByTimeAsync(10)
  expect(problem.value).not.toBeNull()
  await vi.advanceTimersByTimeAsync(1_000)
  expect([build.value?.state, problem.value]).toEqual(['running', null])
  scope.stop()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(builds.find).toHaveBeenCalledTimes(2)
})
