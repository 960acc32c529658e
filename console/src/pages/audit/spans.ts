const hourMs = 3_600_000;

/** How far back the list looks, by what its address says. */
export const spans = { '1h': hourMs, '24h': 24 * hourMs, '7d': 7 * 24 * hourMs, '30d': 30 * 24 * hourMs } as const;
/** A key of {@link spans}. */
export type Span = keyof typeof spans;
/** All of them. */
export const spanNames = ['1h', '24h', '7d', '30d'] as const;
