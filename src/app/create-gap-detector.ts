import { GapDetector } from '../events/gap-detector.ts';

/** For one receiver: says when its connection was away for so long that events are missing for good. */
export function createGapDetector(): GapDetector {
  return new GapDetector();
}
