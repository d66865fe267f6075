/** What the pages of letters say. */
export const letters = {
} as const
