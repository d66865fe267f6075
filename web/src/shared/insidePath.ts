/** A path of this application, or the first page; never an address elsewhere that somebody slipped into a link. */
export function insidePath(asked: unknown): string {
  return typeof asked === 'string' && /^\/(?![/\\])/.test(asked) && !asked.startsWith('/sign-in') ? asked : '/'
}
