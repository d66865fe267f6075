/** What the pages of security say. */
export const security = {
} as const
