import type { components } from './schema'

/** A file of a record. */
export type RecordFile = components['schemas']['RecordFile']

/** A multipart body with one file, as the server takes it. */
export function fileForm(file: File): FormData {
  const form = new FormData()
  form.append('file', file, file.name)
  return form
}
