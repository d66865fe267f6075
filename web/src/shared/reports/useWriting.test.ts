import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, shallowRef } from 'vue'

import { ApiProblem } from '@/api/problem'
import type { ReportDetail } from '@/api/reports'

import { useWriting } from './useWriting'

const part = (key: string, text: string) => ({ key, heading: key, text, written: true, missing: false, hints: [] })
const report = (etag: number, ...parts: ReturnType<typeof part>[]) => ({ id: 'r', version: etag, parts }) as unknown as ReportDetail
const stale = new ApiProblem(412, 'reports.stale', '别人改过')

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function writing(first: ReportDetail, write: (now: ReportDetail) => Promise<ReportDetail>, read = () => Promise.resolve(first)) {
  const shown = shallowRef<ReportDetail | null>(first)
  const sent: [number, string][] = []
  const it = effectScope().run(() => useWriting(shown, (now, body) => (sent.push([now.version, (body.parts ?? []).map(({ key, text }) => `${key}=${text}`).join(',')]), write(shown.value!)), read))!
  return { shown, sent, ...it }
}

describe('writing a report', () => {
  it('keeps what was written a moment after the last key, once', async () => {
    const { put, sent, dirty, textOf } = writing(report(1, part('cause', '')), () => Promise.resolve(report(2, part('cause', '雷击断电'))))
    put('cause', '雷击')
    put('cause', '雷击断电')
    expect(dirty.value).toBe(true)
    await vi.advanceTimersByTimeAsync(900)
    expect(sent).toEqual([[1, 'cause=雷击断电']])
    expect(dirty.value).toBe(false)
    expect(textOf('cause')).toBe('雷击断电')
  })

  it('goes on over what somebody else wrote elsewhere', async () => {
    const theirs = report(5, part('cause', ''), part('advice', '加固'))
    let first = true
    const { put, flush, sent, theirs: asked, problem } = writing(report(1, part('cause', ''), part('advice', '')), () => (first ? ((first = false), Promise.reject(stale)) : Promise.resolve(report(6, part('cause', '老化'), part('advice', '加固')))), () => Promise.resolve(theirs))
    put('cause', '老化')
    await flush()
    expect(sent).toEqual([[1, 'cause=老化'], [5, 'cause=老化']])
    expect(Object.keys(asked)).toEqual([])
    expect(problem.value).toBeNull()
  })

  it('asks where both wrote in one part, and overwrites only then', async () => {
    const now = report(5, part('cause', '鼠患'))
    let first = true
    const { put, flush, keep, sent, theirs, textOf } = writing(report(1, part('cause', '')), () => (first ? ((first = false), Promise.reject(stale)) : Promise.resolve(report(6, part('cause', '老化')))), () => Promise.resolve(now))
    put('cause', '老化')
    await flush()
    expect(theirs).toEqual({ cause: '鼠患' })
    await flush()
    expect(sent.length).toBe(1)
    expect(textOf('cause')).toBe('老化')
    await keep('cause', 'mine')
    expect(sent).toEqual([[1, 'cause=老化'], [5, 'cause=老化']])
  })

  it('gives way to theirs on request', async () => {
    const { put, flush, keep, textOf, dirty } = writing(report(1, part('cause', '')), () => Promise.reject(stale), () => Promise.resolve(report(5, part('cause', '鼠患'))))
    put('cause', '老化')
    await flush()
    await keep('cause', 'theirs')
    expect(textOf('cause')).toBe('鼠患')
    expect(dirty.value).toBe(false)
  })
})
