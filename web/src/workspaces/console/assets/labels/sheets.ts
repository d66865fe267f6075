/** Labels of a sheet of A4: 3 columns, 8 rows. */
export const PER_SHEET = 24

/** `labels` on sheets, the first one beginning at place `first` (1 to 24) where the places before are used up; `null` is an empty place. */
export function onSheets<T>(labels: T[], first: number): (T | null)[][] {
  const skipped = Math.min(Math.max(Math.trunc(first) || 1, 1), PER_SHEET) - 1
  if (labels.length === 0) return []
  const places = [...Array<null>(skipped).fill(null), ...labels]
  return Array.from({ length: Math.ceil(places.length / PER_SHEET) }, (_, i) => places.slice(i * PER_SHEET, (i + 1) * PER_SHEET))
}
