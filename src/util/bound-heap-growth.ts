import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

const targetBytes = 8_000_000;
const pollIntervalMs = 10;

function youngBytes(): number {
  return getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? 0;
}

/** In percent. A transfer that ends takes 45 MB more for a quarter of its CPU; a process that stays is better small (docs/benchmarks.md). */
const growths = { transfer: 150, staying: 60 } as const;

/**
 * Keeps the heap of a long transfer small. Left alone, V8 lets the young generation grow to 64 MB and more, in which pages that waited a moment for the writer become old
 * before they are garbage: 80 MB more at the peak. Too small a growth marks the whole heap again and again, for bodies count as growth. These growth factors are what
 * V8 obeys while it runs, so the young generation's growth is ended once it has reached enough.
 */
export function boundHeapGrowth(growth: keyof typeof growths): void {
  setFlagsFromString(`--heap-growing-percent=${growths[growth]}`);
  const timer = setInterval(() => {
    if (youngBytes() < targetBytes) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    clearInterval(timer);
  }, pollIntervalMs);
  timer.unref();
}
