const PREFIX = 'jianyue.draft.'

/** What was typed into a form and not yet sent, kept over a reload of the page. */
export function readDraft<T extends object>(name: string): Partial<T> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(PREFIX + name) ?? '{}')
    return typeof stored === 'object' && stored !== null ? (stored as Partial<T>) : {}
  } catch {
    return {}
  }
}

export function writeDraft(name: string, content: object): void {
  localStorage.setItem(PREFIX + name, JSON.stringify(content))
}

export function forgetDraft(name: string): void {
  localStorage.removeItem(PREFIX + name)
}

/** Drafts hold names and phone numbers; they do not stay on a shared computer after signing out. */
export function forgetDrafts(): void {
  Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .forEach((key) => localStorage.removeItem(key))
}

const leaving = new Set<() => Promise<void>>()

/** Runs `listener` before somebody signs out, while the session still holds. */
export function onLeaving(listener: () => Promise<void>): void {
  leaving.add(listener)
}

export async function beforeLeaving(): Promise<void> {
  await Promise.allSettled([...leaving].map((listener) => listener()))
}
