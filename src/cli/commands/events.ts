import type { Config } from '../../config/settings.ts';
import type { InboxEvent } from '../../model/event.ts';
import { lastErrorOf } from '../../model/event-store.ts';
import { findStoredEvent, hasStore, listEvents, replayEvents, retryEvents } from '../../operations/inspect-events.ts';
import { loadConfig } from '../config-file.ts';
import type { Context } from '../context.ts';
import { type EventRequest, type EventsFlags, isDead } from '../event-request.ts';
import { exitCodes } from '../exit-codes.ts';
import { type EventRow, formatEvents, sayPayload } from '../print/format-events.ts';
import { asksServer } from '../remote/open-remote.ts';
import type { Texts } from '../texts/texts.ts';
import { usageError } from '../usage-error.ts';

const program = 'larkstream events';

/**
 * `larkstream events`: the events of the configured app, or of a service, with the deliveries of each.
 * @throws ConfigError `store.open.failed`, `events.consumer.unknown`, `events.event.unknown`, `config.usage.invalid`
 */
export async function events(request: EventRequest, flags: EventsFlags, context: Context): Promise<number> {
  assertIds(request);
  if (flags.config !== undefined && flags.server !== undefined) {
    throw usageError({ en: '--config cannot be used with --server', zh: '--config 不能与 --server 同时使用' }, program);
  }
  if (flags.config === undefined && asksServer(flags, context)) {
    return await (await import('./remote-events.ts')).remoteEvents(request, flags, context);
  }
  const { command, ids } = request;
  assertLocal(command, flags);
  const config = await loadConfig(flags.config, context, { credentials: 'when-used' });
  if (command === 'list') return await list(config, flags, context);
  if (command === 'show') return await show(config, ids, context);
  const events = isDead(ids) ? 'dead' : ids;
  const work = command === 'retry' ? retryEvents : replayEvents;
  const count = await work(config, { events, consumer: flags.consumer });
  context.emit({ event: 'replayed', count });
  const { replayed, noDead } = context.texts.events;
  context.say(count === 0 ? noDead : replayed(count));
  return exitCodes.done;
}

/** @throws ConfigError `config.usage.invalid` */
function assertIds({ command, ids }: EventRequest): void {
  if (command === 'list' && ids.length > 0) {
    throw usageError(
      { en: '`events list` takes no ids: `events show` does', zh: '`events list` 不接受 ID，请用 `events show`' },
      program,
    );
  }
  if ((command === 'show' || command === 'why') && ids.length > 1) {
    throw usageError({ en: `\`events ${command}\` takes one id`, zh: `\`events ${command}\` 只接受一个 ID` }, program);
  }
  if (command !== 'list' && ids.length === 0) {
    throw usageError({ en: 'The argument <events> is missing', zh: '缺少参数 <事件>' }, program);
  }
}

/** @throws ConfigError `config.usage.invalid` */
function assertLocal(
  command: EventRequest['command'],
  { type, integration, trigger, decision, reason }: EventsFlags,
): void {
  if (command === 'discard') {
    throw usageError(
      { en: 'Only a service discards events: give --server', zh: '只有服务可以丢弃事件：请给出 --server' },
      program,
    );
  }
  if (command === 'why') {
    throw usageError(
      { en: 'Only a service answers events: give --server', zh: '只有服务会回复事件：请给出 --server' },
      program,
    );
  }
  if ([type, integration, trigger, decision, reason].some((one) => one !== undefined)) {
    throw usageError(
      {
        en: '--type, --integration, --trigger, --decision and --reason belong to --server',
        zh: '--type、--integration（集成）、--trigger（触发器）、--decision 和 --reason 只能与 --server 一起使用',
      },
      program,
    );
  }
}

async function list(config: Config, { state, consumer, limit }: EventsFlags, context: Context): Promise<number> {
  const { texts, say, emit } = context;
  const appId = config.source.credentials.app_id;
  const { events: found, hasMore } = await listEvents(config, { state, consumer, limit });
  for (const event of found) emit({ event: 'inbox', ...event });
  emit({ event: 'listed', appId, events: found.length, hasMore });
  if (found.length === 0) {
    say(hasStore(config) ? texts.events.none(appId) : texts.events.noStore(String(config.events.store)));
  } else {
    const rows = found.flatMap((event) => toRows(event, texts));
    for (const line of formatEvents(rows, context)) say(line);
  }
  return exitCodes.done;
}

async function show(config: Config, [id = '']: readonly string[], context: Context): Promise<number> {
  const event = await findStoredEvent(config, id);
  context.emit({ event: 'inbox', ...event });
  for (const line of formatEvents(toRows(event, context.texts), context)) context.say(line);
  sayPayload(event.body, context);
  return exitCodes.done;
}

/** A row for each consumer of the event, or one that says that there is none. */
function toRows(event: InboxEvent, { events: { states }, language }: Texts): EventRow[] {
  const { deliveries, type, id } = event;
  const same = { receivedAt: new Date(event.receivedAt).toISOString(), type, id };
  if (deliveries.length === 0) {
    return [{ ...same, state: states[event.state], delivery: undefined, lastError: lastErrorOf(event, language) }];
  }
  return deliveries.map((delivery) => ({
    ...same,
    state: states[delivery.state],
    delivery,
    lastError: lastErrorOf(delivery, language),
  }));
}
