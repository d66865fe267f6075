/** The acceptance dossier: each clause of a contract with what shows that it was kept. */

import { transport } from './client'
import { problemFrom } from './problem'

export interface Proof {
  text: string
  path: string
  client_path: string
  at: string | null
}

export type ClauseState = 'evidence' | 'gap' | 'not_yet'

export interface Clause {
  rule: string
  clause: string
  title: string
  assumed: string | null
  kind: string
  works: string[]
  done: number
  late: number
  missed: number
  waived: number
  open: number
  /** The last ones. */
  evidence: Proof[]
  /** How much of that there is. */
  evidence_count: number
  state: ClauseState
}

export interface Dossier {
  contract_id: string
  contract: string
  /** First and last day of service. */
  from: string
  to: string
  clauses: Clause[]
  /** The share of clauses with evidence among those that should have some, `97.4%`. */
  percent: string | null
  /** Clauses that only say what words and amounts are: nothing has to show them. */
  definitions: number
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init: RequestInit = { method, ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }) }
  const answer = await transport(new Request(new URL(`/api/v1${path}`, location.origin), init))
  const said: unknown = answer.status === 204 ? null : await answer.json().catch(() => null)
  if (!answer.ok) throw problemFrom(answer.status, said, answer.headers.get('x-request-id'))
  return said as T
}

export function dossier(contract: string): Promise<Dossier> {
  return call('GET', `/contracts/${contract}/dossier`)
}

export async function build(contract: string): Promise<string> {
  return (await call<{ id: string }>('POST', `/contracts/${contract}/dossier/builds`, {})).id
}
