import type { Article, ArticleEdit, ArticleRevision } from '@/api/knowledge'

/** What is typed into the editor. */
export interface Typed {
  contract: string
  work: string
  service: string
  client: boolean
  title: string
  problem: string
  cause: string
  solution: string
  /** Separated by commas. */
  tags: string
  note: string
  /** The version that it was begun from; null for a new one. */
  version: number | null
}

export const EMPTY: Typed = { contract: '', work: '', service: '', client: false, title: '', problem: '', cause: '', solution: '', tags: '', note: '', version: null }

export function typedOf(article: Article): Typed {
  return {
    contract: article.contract_id ?? '',
    work: article.work ?? '',
    service: article.service ?? '',
    client: article.audience === 'client',
    title: article.title,
    problem: article.problem,
    cause: article.cause,
    solution: article.solution,
    tags: article.tags.join('，'),
    note: '',
    version: article.version,
  }
}

/** Tags as they were typed, with commas of either width between them. */
export function tagsOf(typed: string): string[] {
  return [...new Set(typed.split(/[,，、;；\n]/).map((tag) => tag.trim()).filter((tag) => tag !== ''))]
}

export function editOf(typed: Typed): ArticleEdit & { contract_id: string | null } {
  const none = (text: string): string | null => (text === '' ? null : text)
  return {
    contract_id: none(typed.contract),
    work: typed.contract === '' ? null : none(typed.work),
    service: typed.contract === '' ? null : none(typed.service),
    audience: typed.client ? 'client' : 'vendor',
    title: typed.title,
    problem: typed.problem,
    cause: typed.cause,
    solution: typed.solution,
    tags: tagsOf(typed.tags),
    note: none(typed.note.trim()),
  }
}

/** What must be there: always a title; to be handed in, also what is wrong and what to do. */
export function missing(typed: Typed, handingIn: boolean): string[] {
  const wanted = handingIn ? (['title', 'problem', 'solution'] as const) : (['title'] as const)
  return wanted.filter((name) => typed[name].trim() === '')
}

export const PARTS = ['title', 'problem', 'cause', 'solution', 'tags'] as const

/** A part of a wording as one text, to be laid beside another. */
export function partOf(revision: ArticleRevision, part: (typeof PARTS)[number]): string {
  return part === 'tags' ? revision.tags.join('，') : revision[part]
}
