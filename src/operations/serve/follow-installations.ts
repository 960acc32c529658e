import type { InstallationParts } from '../../control/installations/note-installation.ts';
import { type SeenInstallations, syncInstallations } from '../../control/installations/sync-installations.ts';
import { rest } from '../../model/clock.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import type { Secret } from '../../model/secret.ts';
import { openEventStore } from '../../store/open-event-store.ts';

const pauseMs = 10_000;

/** Takes over which tenants have installed apps of the store, until the signal is aborted. A store that is away is asked again. */
export async function followInstallations(
  parts: InstallationParts & { readonly logger: Logger },
  eventStore: Secret,
  signal: AbortSignal,
): Promise<void> {
  const { clock, logger } = parts;
  const seen: SeenInstallations = new Map();
  while (!signal.aborted) {
    try {
      await using store = await opened(eventStore);
      while (!signal.aborted) {
        await syncInstallations(parts, (appId) => store.installations(appId), seen);
        await rest(clock, pauseMs, signal);
      }
    } catch (thrown) {
      logger.warn('Installations could not be taken over; asked again later', {
        message: toLarkstreamError(thrown).message,
      });
      await rest(clock, pauseMs, signal);
    }
  }
}

async function opened(eventStore: Secret) {
  const store = await openEventStore(eventStore);
  return {
    installations: (appId: string) => store.installations(appId),
    [Symbol.asyncDispose]: () => store.close(),
  };
}
