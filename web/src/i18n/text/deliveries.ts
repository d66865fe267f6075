/** What the pages of deliveries say. */
export const deliveries = {
} as const
