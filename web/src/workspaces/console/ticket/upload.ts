import { ApiProblem } from '@/api/problem'
import { t } from '@/i18n'

/** Why a file need not even be sent, or nothing. Size and type are the server's to judge: only it knows its limits. */
export function refusalOf(file: File): ApiProblem | null {
  return file.size === 0 ? new ApiProblem(0, 'web.empty_file', t('composer.emptyFile', { name: file.name })) : null
}

/** "1.4 MB". */
export function saySize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(0)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
