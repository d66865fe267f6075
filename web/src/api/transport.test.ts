import { describe, expect, it, vi } from 'vitest'

import { createTransport } from './transport'

const expired = (): Response => new Response(JSON.stringify({ code: 'identity.session_expired', detail: '会话已到期' }), { status: 401 })
const request = (path: string): Request => new Request(`http://localhost${path}`, { method: 'POST', body: '{"a":1}' })

describe('transport', () => {
  it('renews an expired session once for several requests and sends them again with their bodies', async () => {
    const seen: string[] = []
    let fresh = false
    const send = vi.fn(async (r: Request) => {
      seen.push(new URL(r.url).pathname)
      if (r.url.endsWith('/refresh')) {
        fresh = true
        return new Response(null, { status: 204 })
      }
      return fresh ? new Response(await r.text()) : expired()
    })
    const transport = createTransport(send, () => expect.unreachable())

    const answers = await Promise.all([transport(request('/one')), transport(request('/two'))])

    expect(await Promise.all(answers.map((a) => a.text()))).toEqual(['{"a":1}', '{"a":1}'])
    expect(seen.filter((path) => path.endsWith('/refresh'))).toHaveLength(1)
  })

  it('says that the session is over when it cannot be renewed', async () => {
    const over = vi.fn()
    const transport = createTransport(async () => expired(), over)
    expect((await transport(request('/one'))).status).toBe(401)
    expect(over).toHaveBeenCalledOnce()
  })

  it('does not try to renew a session that does not exist', async () => {
    const over = vi.fn()
    const send = vi.fn(async () => new Response(JSON.stringify({ code: 'identity.not_signed_in' }), { status: 401 }))
    await createTransport(send, over)(request('/one'))
    expect(send).toHaveBeenCalledOnce()
    expect(over).toHaveBeenCalledOnce()
  })

  it('lets a session run out while nobody is there', async () => {
    const send = vi.fn(async () => expired())
    const answer = await createTransport(send, () => expect.unreachable(), () => false)(request('/tickets/counts'))
    expect(answer.status).toBe(401)
    expect(send).toHaveBeenCalledOnce()
  })

  it('leaves a wrong password alone', async () => {
    const send = vi.fn(async () => new Response(JSON.stringify({ code: 'identity.bad_credentials' }), { status: 401 }))
    await createTransport(send, () => expect.unreachable())(request('/sessions'))
    expect(send).toHaveBeenCalledOnce()
  })

  it('marks every request against cross-site forgery', async () => {
    const send = vi.fn(async (r: Request) => new Response(r.headers.get('X-Jianyue')))
    expect(await (await createTransport(send, () => {})(request('/x'))).text()).toBe('1')
  })

  it('turns silence into a problem in plain words', async () => {
    const transport = createTransport(async () => Promise.reject(new TypeError('Failed to fetch')), () => {})
    await expect(transport(request('/x'))).rejects.toMatchObject({ code: 'network.unreachable', detail: expect.stringContaining('连不上服务器') })
  })
})
