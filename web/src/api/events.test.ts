import { describe, expect, it, vi } from 'vitest'

import { createParser, EventStream, LAGGED } from './events'

describe('event stream', () => {
  it('tells when events were missed, which carry nothing but their name', async () => {
    const kinds: string[] = []
    const stream = new EventStream('/events', async () => new Response('event: lagged\ndata: {}\n\n'))
    const heard = new Promise<void>((resolve) => {
      const leave = stream.listen((event) => {
        kinds.push(event.kind)
        leave()
        resolve()
      })
    })
    await heard
    expect(kinds).toEqual([LAGGED])
  })

  it('puts events together that arrive in pieces and ignores comments', () => {
    const seen: [string | null, string][] = []
    const parse = createParser((id, data) => seen.push([id, data]))
    parse(': keep alive\n\nid: 7\nevent: ticketing.tick')
    parse('et_opened\ndata: {"seq"')
    parse(':7}\n\n')
    expect(seen).toEqual([['7', '{"seq":7}']])
  })

  it('goes on after the last event that it saw', async () => {
    vi.useFakeTimers()
    const asked: (string | null)[] = []
    const send = async (request: Request): Promise<Response> => {
      asked.push(request.headers.get('Last-Event-ID'))
      return new Response(`id: ${asked.length}\ndata: {"seq":${asked.length},"kind":"k","subject":"s","contract_id":null,"at":"t"}\n\n`)
    }
    const heard: number[] = []
    const stream = new EventStream('/events', send)
    const leave = stream.listen((event) => heard.push(event.seq))
    await vi.advanceTimersByTimeAsync(1_500)
    leave()
    await vi.advanceTimersByTimeAsync(60_000)
    vi.useRealTimers()
    expect(heard).toEqual([1, 2])
    expect(asked).toEqual([null, '1'])
  })
})
