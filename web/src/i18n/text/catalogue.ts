/** What the pages of catalogue say. */
export const catalogue = {
} as const
