import { createSource } from '../../app/create-source.ts';
import { createTickets } from '../../app/create-tickets.ts';
import type { Config } from '../../config/settings.ts';
import { ConfigError, toLarkstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import type { PreviewedStream } from '../../model/service/service-probe.ts';
import type { Source } from '../../model/source.ts';
import type { Row, Stream } from '../../model/stream.ts';
import { isObject, type JsonObject, parseJson } from '../../util/json.ts';
import { linkSignals } from '../../util/link-signals.ts';
import { orAborted } from '../../util/or-aborted.ts';
import type { ClientPool } from '../open-clients.ts';
import type { SourceObserver } from '../sync-observer.ts';

interface PreviewOptions {
  readonly config: Config;
  readonly clients: ClientPool;
  readonly observer: SourceObserver;
  readonly logger: Logger;
  readonly stream: string;
  readonly rows: number;
  readonly signal: AbortSignal;
}

/** A person waits for the answer. */
const patienceMs = 20_000;

/**
 * The first rows of a stream, read as a sync would read it, and no further; nothing is written.
 * @throws ConfigError `config.stream.unknown`, and what the platform refuses
 */
export async function previewStream(options: PreviewOptions): Promise<PreviewedStream> {
  const { config, clients, observer, logger, stream: name, rows: wanted, signal } = options;
  const { source } = await createSource({
    settings: config.source,
    clients,
    openTickets: createTickets(config.events.store),
    observer,
    logger,
  });
  try {
    const { streams, unlisted } = await orAborted(source.discover(new Set([name])), signal);
    const stream = streams.find((one) => one.name === name);
    if (stream === undefined) throw unlisted.find(({ covers }) => covers(name))?.error ?? unknownStream(name, streams);
    return { stream: name, columns: stream.columns, ...(await firstRows(source, { name, wanted, signal })) };
  } finally {
    await source.close();
  }
}

interface Wanted {
  readonly name: string;
  readonly wanted: number;
  readonly signal: AbortSignal;
}

async function firstRows(
  source: Source,
  { name, wanted, signal }: Wanted,
): Promise<Pick<PreviewedStream, 'rows' | 'isWhole'>> {
  const patience = AbortSignal.timeout(patienceMs);
  const enough = new AbortController();
  const linked = linkSignals(signal, patience, enough.signal);
  const streams = new Set([name]);
  const rows: Row[] = [];
  try {
    const request = { streams, fresh: streams, state: new Map(), acceptDeletes: false, signal: linked.signal };
    for await (const change of source.read(request)) {
      if (change.kind === 'incomplete' && change.streams.includes(name)) throw change.error;
      if (change.kind !== 'rows' || change.stream !== name) continue;
      rows.push(...change.rows.slice(0, wanted - rows.length));
      if (rows.length >= wanted) enough.abort();
      if (enough.signal.aborted) break;
    }
    return { rows: rows.map(plainRow), isWhole: true };
  } catch (thrown) {
    const isOver = patience.aborted || enough.signal.aborted;
    if (!isOver || signal.aborted || toLarkstreamError(thrown).family !== 'stopped') throw thrown;
    return { rows: rows.map(plainRow), isWhole: enough.signal.aborted };
  } finally {
    linked.release();
  }
}

/** Values that are passed on as they were received become plain JSON. */
function plainRow(row: Row): JsonObject {
  const plain = parseJson(JSON.stringify(row));
  return isObject(plain) ? plain : {};
}

function unknownStream(name: string, streams: readonly Stream[]): ConfigError {
  const names = streams.map((stream) => stream.name);
  return new ConfigError({
    code: 'config.stream.unknown',
    message: { en: `There is no stream ${name}`, zh: `没有数据流 ${name}` },
    cure: { en: `Choose from ${names.join(', ')}.`, zh: `请从以下数据流中选择：${names.join('、')}。` },
  });
}
