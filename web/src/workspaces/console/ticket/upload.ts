import { ApiProblem } from '@/api/problem'
import { t } from '@/i18n'

/** The server's limit for one attachment; asked before a long upload, not instead of the server's own check. */
export const MOST_BYTES = 20 * 1024 * 1024

/** Why a file need not even be sent, or nothing. */
export function refusalOf(file: File): ApiProblem | null {
  if (file.size === 0) return new ApiProblem(0, 'web.empty_file', t('composer.emptyFile', { name: file.name }))
  if (file.size <= MOST_BYTES) return null
  return new ApiProblem(0, 'web.file_too_big', t('composer.tooBig', { name: file.name, size: saySize(file.size), limit: saySize(MOST_BYTES) }))
}

/** "1.4 MB". */
export function saySize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(0)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
