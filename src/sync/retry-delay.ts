const firstMs = 5_000;
const maxMs = 600_000;

/** How long something rests after it has failed this many times in a row, so that many do not come back at the same moment. */
export function retryDelayMs(failures: number, random: () => number): number {
  return Math.round(Math.min(maxMs, firstMs * 2 ** (failures - 1)) * (0.5 + random() / 2));
}
