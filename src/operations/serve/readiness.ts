import { isOfStore } from '../../http/api/for-strangers.ts';
import type { ReadyCheck } from '../../http/service-pages.ts';
import { type Clock, rest } from '../../model/clock.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { SecretStore } from '../../model/secret-store.ts';
import type { Vault } from '../../secrets/vault.ts';
import { shareWork } from '../../util/share-work.ts';
import { fullDisk } from './free-space.ts';
import type { OpenedService } from './open-service.ts';

/** What takes longer is not ready. */
const limitMs = 3_000;
/** Balancers ask every few seconds. */
const keepMs = 1_000;

interface ReadinessParts {
  readonly opened: Pick<OpenedService, 'store' | 'dataFolder'> & {
    readonly openVault: (secrets: SecretStore) => Pick<Vault, 'assertKeysFit'>;
  };
  readonly clock: Clock;
  readonly isReceiving: () => boolean;
  /** Aborted when the service stops. */
  readonly stopping: AbortSignal;
}

const stopping: Message = { en: 'The service is stopping', zh: '服务正在停止' };
const beginning: Message = { en: 'The integrations are not read yet', zh: '尚未读取集成' };
const silent: Message = { en: 'It does not answer', zh: '没有响应' };

/**
 * What this process needs before requests are sent to it. Anybody may ask: the store is asked once for all who do within a second. That the
 * process stops is told at once.
 */
export function createReadiness(parts: ReadinessParts): () => Promise<ReadyCheck[]> {
  const { clock, isReceiving, stopping: signal } = parts;
  const checkOnce = shareWork(() => checkPlaces(parts), { keepMs, now: () => clock.elapsed() });
  return async () => [
    ...(await checkOnce()),
    ...(isReceiving() ? [] : [{ name: 'receivers', isOk: false, message: beginning }]),
    ...(signal.aborted ? [{ name: 'stopping', isOk: false, message: stopping }] : []),
  ];
}

async function checkPlaces({ opened, clock }: Pick<ReadinessParts, 'opened' | 'clock'>): Promise<ReadyCheck[]> {
  const { store, openVault, dataFolder } = opened;
  const within = <T>(work: () => Promise<T>): Promise<Message | undefined> => whyNot(work, clock);
  const [ofStore, ofKeys, ofTables] = await Promise.all([
    within(() => store.changes.lastSeq()),
    within(() => openVault(store.secrets).assertKeysFit()),
    within(() => store.assertVersion()),
  ]);
  const ofDisk = dataFolder === undefined ? undefined : await fullDisk(dataFolder).catch(() => undefined);
  const found = {
    store: ofStore,
    keys: ofKeys,
    migrations: ofTables,
    ...(dataFolder === undefined ? {} : { disk: ofDisk }),
  };
  return Object.entries(found).map(([name, message]) => ({ name, isOk: message === undefined, message }));
}

async function whyNot(work: () => Promise<unknown>, clock: Clock): Promise<Message | undefined> {
  const done = new AbortController();
  const worked = work().then(
    () => undefined,
    (thrown: unknown) => {
      const error = toLarkstreamError(thrown);
      // Strangers ask, too: where the store lies is told in the log.
      return isOfStore(error) ? silent : error.texts.message;
    },
  );
  try {
    return await Promise.race([worked, rest(clock, limitMs, done.signal).then(() => silent)]);
  } finally {
    done.abort();
  }
}
