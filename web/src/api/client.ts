import createClient from 'openapi-fetch'

import { isAttended } from './attended'
import { problemFrom } from './problem'
import type { paths } from './schema'
import { hearServerTime } from './serverClock'
import { createTransport } from './transport'

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
  isAttended,
)

/** Every operation of the server, typed by its own document. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: transport })

interface Asked {
  data?: unknown
  error?: unknown
  response: Response
}

/** What was answered, as `T`, or the problem thrown. Where the generated type is exact, `T` is just a narrower name for it. */
export async function answer<T>(asking: Promise<Asked>): Promise<T> {
  const { data, error, response } = await asking
  if (!response.ok) throw problemFrom(response.status, error, response.headers.get('x-request-id'))
  return data as T
}
