/** Papers and other files that the server makes: saved under the name that the server gives them. */

import { transport } from './client'
import { problemFrom } from './problem'

export type PaperFormat = 'pdf' | 'docx' | 'xlsx' | 'html'

export const FORMATS: PaperFormat[] = ['pdf', 'docx', 'xlsx', 'html']

export interface Paper {
  name: string
  content: Blob
}

/** The name in a `Content-Disposition`; the plain one where there is no other. */
export function nameIn(disposition: string | null): string | null {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  try {
    if (encoded) return decodeURIComponent(encoded)
  } catch {
    // The plain name is still there.
  }
  return /filename="([^"]+)"/i.exec(disposition ?? '')?.[1] ?? null
}

/** Fetches a file below `/api/v1`; the session is renewed and a refusal told, as a plain link could not. */
export async function paper(path: string, signal?: AbortSignal): Promise<Paper> {
  const answer = await transport(new Request(new URL(`/api/v1${path}`, location.origin), signal ? { signal } : {}))
  if (!answer.ok) throw problemFrom(answer.status, await answer.json().catch(() => null), answer.headers.get('x-request-id'))
  return { name: nameIn(answer.headers.get('content-disposition')) ?? path.replace(/.*\//, '').replace(/\?.*/, ''), content: await answer.blob() }
}

/** The address of a paper in one format. */
export function inFormat(path: string, format: PaperFormat): string {
  return `${path}${path.includes('?') ? '&' : '?'}format=${format}`
}
