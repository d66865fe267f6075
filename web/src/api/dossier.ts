/** The acceptance dossier: each clause of a contract with what shows that it was kept. */

import { answer, api } from './client'
import type { components } from './schema'
import type { Sent } from './types'

type Schemas = components['schemas']

export type ClauseState = Schemas['DossierState']
export type Proof = Sent<Schemas['DossierProof']>
export type Clause = Omit<Sent<Schemas['DossierClause']>, 'evidence'> & { evidence: Proof[] }
export type Dossier = Omit<Sent<Schemas['AcceptanceDossier']>, 'clauses'> & { clauses: Clause[] }

export async function dossier(contract: string): Promise<Dossier> {
  return (await answer(api.GET('/api/v1/contracts/{id}/dossier', { params: { path: { id: contract } } }))) as Dossier
}

/** Has it put together; gives the id of the build. */
export async function build(contract: string): Promise<string> {
  return ((await answer(api.POST('/api/v1/contracts/{id}/dossier/builds', { params: { path: { id: contract } } }))) as { id: string }).id
}
