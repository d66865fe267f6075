import { problemFrom } from './problem'
import { hearServerTime } from './serverClock'
import { createTransport } from './transport'

type Query = Record<string, string | number | boolean | null | undefined>

interface Call {
  query?: Query | object
  body?: unknown
  form?: FormData
  headers?: Record<string, string>
  signal?: AbortSignal
}

const signedOut = new Set<() => void>()

/** Calls `listener` when the session is over and cannot be renewed. */
export function onSignedOut(listener: () => void): void {
  signedOut.add(listener)
}

export const transport = createTransport(
  async (request) => {
    const answer = await fetch(request)
    hearServerTime(answer.headers.get('date'), Date.now())
    return answer
  },
  () => signedOut.forEach((listener) => listener()),
)

/** The answer of one operation. */
export async function call<T>(method: string, path: string, options: Call = {}): Promise<T> {
  const url = new URL(`/api/v1${path}`, location.origin)
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined && value !== null && value !== '') url.searchParams.set(name, String(value))
  }
  const headers = new Headers(options.headers)
  if (options.body !== undefined) headers.set('Content-Type', 'application/json')
  const answer = await transport(
    new Request(url, { method, headers, body: options.form ?? (options.body === undefined ? null : JSON.stringify(options.body)), signal: options.signal ?? null }),
  )
  if (!answer.ok) throw problemFrom(answer.status, await answer.json().catch(() => null), answer.headers.get('x-request-id'))
  if (answer.status === 204) return undefined as T
  return (await answer.json()) as T
}
