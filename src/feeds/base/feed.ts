import type { Change } from '../../model/change.ts';
import { merge } from '../../util/merge.ts';
import type { Feed } from '../feed.ts';
import type { FeedRead } from '../feed-context.ts';
import { scopesWhere } from '../scopes.ts';
import { AttachmentDownloads } from './attachments.ts';
import { checkBases } from './check.ts';
import type { BaseConfig } from './config.ts';
import { confirmRecords } from './confirm-records.ts';
import { discoverTyped } from './discover-typed.ts';
import { planBases } from './plan.ts';
import { changesColumns, createBaseRefresher } from './refresh.ts';
import { baseMemory, skippedForMs } from './scan-state.ts';
import { baseScopes } from './scopes.ts';
import { baseStreams, recordsStream } from './streams.ts';
import { subscribeBases } from './subscribe.ts';
import { type BaseTarget, resolveTargets } from './targets.ts';
import { isTypedStream, typedStreamName } from './typed-table.ts';
import { BaseWalk } from './walk.ts';
import { WorkCounter } from './work-counter.ts';

/** The limit of 20 calls a second is for all Bases together; more at once would only wait for each other. */
const basesAtOnce = 4;

async function* readBases(config: BaseConfig, read: FeedRead): AsyncGenerator<Change, void, void> {
  const { bases, failed } = await resolveTargets(config, read);
  for (const { error } of failed) yield { kind: 'incomplete', streams: [...read.streams], error };
  const { attachments } = config;
  const downloads = attachments === undefined ? undefined : new AttachmentDownloads(attachments, read);
  const work = new WorkCounter(recordsStream.name, bases.length);
  const walks = bases.map((base) => ({ base, walk: new BaseWalk(base, { ...config, downloads, work }, read) }));
  const together = (part: 'first' | 'rest'): AsyncIterable<Change> =>
    merge(
      walks.map(
        ({ walk }) =>
          () =>
            walk[part](),
      ),
      { concurrency: basesAtOnce, buffer: 1 },
    );
  yield* addingUpEstimates(together('first'), together('rest'));
  yield* auditedStreams(walks, config, read);
  for (const message of (await downloads?.finish()) ?? []) {
    yield { kind: 'warning', streams: [recordsStream.name], message };
  }
}

/** Each table declares how many records it has; an estimate is about the stream, so they are added up. */
async function* addingUpEstimates(...parts: AsyncIterable<Change>[]): AsyncGenerator<Change, void, void> {
  const known = new Map<string, number>();
  for (const changes of parts) {
    for await (const change of changes) {
      if (change.kind !== 'estimate') {
        yield change;
        continue;
      }
      const rows = (known.get(change.stream) ?? 0) + change.rows;
      known.set(change.stream, rows);
      yield { ...change, rows };
    }
  }
}

interface Walked {
  readonly base: BaseTarget;
  readonly walk: BaseWalk;
}

/** When the records of each stream were last read whole, where not every run reads them so. */
function* auditedStreams(
  walks: readonly Walked[],
  { auditMs, skipUnchanged }: BaseConfig,
  { streams }: FeedRead,
): Generator<Change, void, void> {
  const withinMs = auditMs ?? (skipUnchanged === true ? skippedForMs : undefined);
  if (withinMs === undefined) return;
  const tables = walks.flatMap(({ base: { appToken }, walk }) =>
    [...walk.readWhole].map(([tableId, at]) => ({ stream: typedStreamName({ appToken, tableId }), at })),
  );
  const own = [...streams].map((stream) =>
    stream === recordsStream.name
      ? { stream, of: tables }
      : { stream, of: tables.filter((one) => one.stream === stream) },
  );
  for (const { stream, of } of own) {
    if (of.length === 0) continue;
    const isKnown = of.every(({ at }) => at !== undefined);
    const asOf = isKnown ? Math.min(...of.flatMap(({ at }) => at ?? [])) : null;
    yield { kind: 'audited', streams: [stream], asOf, withinMs };
  }
}

/** Tables of one or several Bases, whole at each run: the platform offers no reliable "changed since". */
export function createBaseFeed(config: BaseConfig): Feed {
  const hasWikiLinks = config.tables.some((table) => 'url' in table && table.url.includes('/wiki/'));
  return {
    module: 'base',
    streams: baseStreams,
    ...(config.typedStreams === true
      ? {
          tenantStreams: {
            discover: discoverTyped.bind(undefined, config),
            owns: isTypedStream,
            changedBy: changesColumns,
          },
        }
      : {}),
    scopes: scopesWhere(hasWikiLinks, baseScopes),
    check: (context) => checkBases(config, context),
    plan: (read) => planBases(config, read),
    read: (read) => readBases(config, read),
    confirm: (request, context) => confirmRecords(config, request, context),
    memory: baseMemory,
    refresher: () => createBaseRefresher(config),
    subscribe: (context) => subscribeBases(config, context),
  };
}
