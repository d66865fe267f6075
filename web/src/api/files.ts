/** A file of a record. */
export interface RecordFile {
  id: string
  /** Which part of the record it is; empty for any other file. */
  part: string
  name: string
  media_type: string
  /** Bytes. */
  size: number
  digest: string
  by: string
  at: string
}

/** A multipart body with one file, as the server takes it. */
export function fileForm(file: File): FormData {
  const form = new FormData()
  form.append('file', file, file.name)
  return form
}
