import { type Clock, rest } from '../../model/clock.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';

/** What is done again and again. */
export interface Chore {
  readonly everyMs: number;
  /** Said where it fails; the next time it is tried again. */
  readonly trouble: string;
  readonly work: () => Promise<unknown>;
}

/** Does it at once, and after each pause, until the signal is aborted. */
export async function repeat(
  { everyMs, trouble, work }: Chore,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await work().catch((thrown: unknown) => {
      const { code, message } = toLarkstreamError(thrown);
      logger.warn(trouble, { code, error: message });
    });
    await rest(clock, everyMs, signal);
  }
}
