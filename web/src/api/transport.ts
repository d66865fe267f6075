import { problemFrom, unreachable } from './problem'

const REFRESH = '/api/v1/sessions/refresh'
const EXPIRED = 'identity.session_expired'
const ENDED = 'identity.not_signed_in'

type Send = (request: Request) => Promise<Response>

/**
 * One way to the server: marks the request as ours (against cross-site forgery), renews a session that ran out once and
 * sends again, and turns silence into a problem. While nobody is there nothing is renewed, so that the server's limit for
 * idle sessions holds.
 */
export function createTransport(send: Send, onSignedOut: () => void, attended: () => boolean = () => true): Send {
  let renewing: Promise<boolean> | null = null

  /** Several requests that fail together renew once. */
  function renew(): Promise<boolean> {
    renewing ??= send(new Request(absolute(REFRESH), { method: 'POST', headers: { 'X-Jianyue': '1' } }))
      .then((answer) => answer.ok)
      .finally(() => {
        renewing = null
      })
    return renewing
  }

  return async (request) => {
    request.headers.set('X-Jianyue', '1')
    const again = request.clone()
    const answer = await reach(send, request)
    const code = answer.status === 401 ? await codeOf(answer) : null
    if (code === EXPIRED && !attended()) return answer
    if (code === EXPIRED && (await renew().catch(() => false))) return reach(send, again)
    if (code === EXPIRED || code === ENDED) onSignedOut()
    return answer
  }
}

async function reach(send: Send, request: Request): Promise<Response> {
  try {
    return await send(request)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw unreachable()
  }
}

async function codeOf(answer: Response): Promise<string> {
  const body: unknown = await answer.clone().json().catch(() => null)
  return problemFrom(answer.status, body, null).code
}

function absolute(path: string): string {
  return new URL(path, globalThis.location?.origin ?? 'http://localhost').toString()
}
