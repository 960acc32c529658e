import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

const targetBytes = 8_000_000;
const pollIntervalMs = 10;

function youngBytes(): number {
  return getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? 0;
}

/**
 * Keeps the heap of a long transfer small. Left alone, V8 collects old objects only once they have doubled, and
 * lets the young generation grow to 64 MB and more, in which pages that waited a moment for the writer become old before
 * they are garbage: 80 MB more at the peak. A growth of a fifth, on the other hand, marks the whole heap once for each ten pages, for bodies count
 * as growth: a quarter of all CPU (docs/benchmarks.md). These growth factors are what V8 obeys while it runs, so the young generation's growth is
 * ended once it has reached enough.
 */
export function boundHeapGrowth(): void {
  setFlagsFromString('--heap-growing-percent=60');
  const timer = setInterval(() => {
    if (youngBytes() < targetBytes) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    clearInterval(timer);
  }, pollIntervalMs);
  timer.unref();
}
