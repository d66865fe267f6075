/** The knowledge base: articles, their wordings, and what may help with a ticket. */

import { answer, api } from './client'
import type { components, operations } from './schema'
import type { Page, Sent } from './types'

type Schemas = components['schemas']

export type ArticleState = Schemas['ArticleState']
export type ArticleAudience = Schemas['ArticleAudience']
export type ArticleCard = Sent<Schemas['ArticleCard']>
export type ArticleContent = Sent<Schemas['ArticleContent']>
export type Article = Sent<Schemas['Article']>
export type ArticleRevision = Sent<Schemas['ArticleRevision']>
export type ArticleSuggestion = Sent<Schemas['ArticleSuggestion']>
export type ArticleQuery = NonNullable<operations['article_list']['parameters']['query']>
export type NewArticle = Partial<Schemas['NewArticle']>
export type ArticleEdit = Schemas['ArticleEdit']

function at(id: string): { params: { path: { id: string } } } {
  return { params: { path: { id } } }
}

export function list(query: ArticleQuery): Promise<Page<ArticleCard>> {
  return answer(api.GET('/api/v1/articles', { params: { query } }))
}

/** `live`: the wording that is offered to readers, also for those who may see a later one. */
export function get(id: string, live = false): Promise<Article> {
  return answer(api.GET('/api/v1/articles/{id}', { params: { path: { id }, query: live ? { live } : {} } }))
}

export function revisions(id: string): Promise<ArticleRevision[]> {
  return answer(api.GET('/api/v1/articles/{id}/revisions', at(id)))
}

/** Sent twice with one key, it is written once. */
export function create(body: NewArticle, key: string): Promise<Article> {
  return answer(api.POST('/api/v1/articles', { params: { header: { 'Idempotency-Key': key } }, body: body as Schemas['NewArticle'] }))
}

export function edit(id: string, version: number, body: ArticleEdit): Promise<Article> {
  return answer(api.PUT('/api/v1/articles/{id}', { params: { path: { id }, header: { 'If-Match': `"${version}"` } }, body }))
}

export function submit(id: string): Promise<Article> {
  return answer(api.POST('/api/v1/articles/{id}/submit', at(id)))
}

export function publish(id: string, valid_until: string | null): Promise<Article> {
  return answer(api.POST('/api/v1/articles/{id}/publish', { ...at(id), body: { valid_until } }))
}

export function handBack(id: string, reason: string): Promise<Article> {
  return answer(api.POST('/api/v1/articles/{id}/return', { ...at(id), body: { reason } }))
}

export function retire(id: string, reason: string): Promise<Article> {
  return answer(api.POST('/api/v1/articles/{id}/retire', { ...at(id), body: { reason } }))
}

export function used(id: string, ticket_id: string): Promise<Article> {
  return answer(api.POST('/api/v1/articles/{id}/used', { ...at(id), body: { ticket_id } }))
}

export function suggest(contract: string, q: string): Promise<ArticleSuggestion[]> {
  return answer(api.GET('/api/v1/articles/suggest', { params: { query: { contract, q } } }))
}
