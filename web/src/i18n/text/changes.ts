/** What the pages of changes say. */
export const changes = {
} as const
