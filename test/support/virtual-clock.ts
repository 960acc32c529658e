import { SkippingClock } from './skipping-clock.ts';

/** Time that goes to the next one who sleeps as soon as all promises have run: for what awaits no sockets, files or processes. */
export class VirtualClock extends SkippingClock {
  constructor(startAt: number) {
    super(startAt, () => false, { ms: 0, turns: 1 });
  }
}
