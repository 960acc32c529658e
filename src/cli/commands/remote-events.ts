import type { Client } from '../../client/client-types.ts';
import type { ApiSchemas } from '../../client/contract/schemas.ts';
import type { EventDecision } from '../../model/service/event-table.ts';
import type { DecisionCode } from '../../model/triggers/decision.ts';
import type { Context } from '../context.ts';
import { type EventRequest, type EventsFlags, isDead } from '../event-request.ts';
import { exitCodes } from '../exit-codes.ts';
import { type EventRow, formatEvents, sayPayload } from '../print/format-events.ts';
import { formatTable } from '../print/format-table.ts';
import { type ConsumerNames, consumerOf, namesInTrace, namesOfConsumers, nobodyHas } from '../remote/consumer-names.ts';
import { findIntegration, findTrigger } from '../remote/find-thing.ts';
import { withRemote } from '../remote/open-remote.ts';
import { usageError } from '../usage-error.ts';
import { whyEvent } from './why-event.ts';

type Event = ApiSchemas['Event'];

/** What a page of the API holds at most, and how many deliveries one request changes at most. */
const pageSize = 200;
const mostChanged = 5_000;

interface Filter {
  readonly consumer?: string;
  readonly type?: string;
  readonly integrationId?: string;
  readonly triggerId?: string;
  readonly decision?: EventDecision;
  readonly decisionCode?: DecisionCode;
}

interface Remote {
  readonly client: Client;
  readonly signal: AbortSignal;
}

/** `larkstream events` of a service. */
export async function remoteEvents(request: EventRequest, flags: EventsFlags, context: Context): Promise<number> {
  return await withRemote(flags, context, async (client, signal) => {
    const remote = { client, signal };
    const { command, ids } = request;
    if (command === 'show') return await show(remote, ids, context);
    if (command === 'why') return await whyEvent(remote, ids[0] ?? '', context);
    if (command !== 'list') assertFilterFits(ids, flags);
    const filter = await filterOf(remote, flags);
    if (command === 'list') return await list(remote, { ...flags, filter }, context);
    return await steer(remote, { command, ids, filter }, context);
  });
}

/** Events that are named need no filter but that of the consumer. @throws ConfigError `config.usage.invalid` */
function assertFilterFits(ids: readonly string[], { type, integration }: EventsFlags): void {
  if (isDead(ids) || (type === undefined && integration === undefined)) return;
  throw usageError(
    {
      en: '--type and --integration choose among dead letters: give `dead`, not ids',
      zh: '--type 和 --integration（集成）用于筛选死信：请写 `dead`，而不是 ID',
    },
    'larkstream events',
  );
}

async function filterOf({ client, signal }: Remote, flags: EventsFlags): Promise<Filter> {
  const { consumer, type, integration, trigger, decision, reason } = flags;
  return {
    ...(consumer === undefined ? {} : { consumer: await consumerOf(client, signal, consumer) }),
    ...(type === undefined ? {} : { type }),
    ...(integration === undefined ? {} : { integrationId: await findIntegration(client, signal, integration) }),
    ...(trigger === undefined ? {} : { triggerId: await findTrigger(client, signal, trigger) }),
    ...(decision && { decision }),
    ...(reason && { decisionCode: reason }),
  };
}

async function list(
  { client, signal }: Remote,
  { filter, state, limit }: Pick<EventsFlags, 'state' | 'limit'> & { readonly filter: Filter },
  context: Context,
): Promise<number> {
  const { texts, style, say, emit } = context;
  const found: Event[] = [];
  let all = { total: 0, totalIsAtLeast: false };
  for (let cursor: string | null | undefined; cursor !== null && found.length < limit; ) {
    const more = { ...(state && { state }), ...(cursor === undefined ? {} : { cursor }) };
    const query = { ...filter, ...more, limit: Math.min(pageSize, limit - found.length) };
    const page = await client.call('GET /events', { query, signal });
    found.push(...page.items);
    all = { total: page.total, totalIsAtLeast: page.totalIsAtLeast };
    cursor = page.next;
  }
  for (const event of found) emit({ event: 'remote_event', received: { ...event } });
  emit({ event: 'remote_listed', things: 'events', shown: found.length, ...all });
  const isAll = state === undefined && Object.keys(filter).length === 0;
  if (found.length === 0) say(isAll ? texts.remote.noEventsYet : texts.remote.noEvents);
  else {
    const names = await namesOfConsumers(client, signal, found, context);
    const rows = found.flatMap((event) => toRows(event, names, context));
    for (const line of formatEvents(rows, context)) say(line);
    if (all.total > found.length) say(style.dim(texts.remote.more(found.length, all)));
  }
  return exitCodes.done;
}

/** A row for each consumer of the event, or one that says that there is none. */
function toRows(event: Event, nameOf: ConsumerNames, { texts: { events, remote, language } }: Context): EventRow[] {
  const { receivedAt, type, id, deliveries, lastError } = event;
  const same = { receivedAt, type, id };
  if (deliveries.length === 0) {
    return [
      { ...same, state: events.states[event.state], delivery: undefined, lastError: lastError?.[language] ?? null },
    ];
  }
  return deliveries.map((delivery) => ({
    ...same,
    state: remote.deliveryStates[delivery.state],
    delivery: { consumer: nameOf(delivery.consumer), attempts: delivery.attempts },
    lastError: delivery.lastError?.[language] ?? null,
  }));
}

async function show({ client, signal }: Remote, [id = '']: readonly string[], context: Context): Promise<number> {
  const asked = { params: { id }, signal };
  const trace = await client.call('GET /events/{id}/trace', asked);
  const payload = await payloadOf(client, asked);
  context.emit({ event: 'remote_trace', trace: { ...trace }, payload: payload ?? null });
  sayFacts(trace, context);
  const nameOf = namesInTrace(trace, context);
  for (const line of formatEvents(toRows(trace.event, nameOf, context), context)) context.say(line);
  for (const line of formatSteps(trace, nameOf, context)) context.say(line);
  if (payload === undefined) context.say(context.style.dim(context.texts.remote.payloadHidden));
  else sayPayload(payload, context);
  return exitCodes.done;
}

/** Undefined where the role of the token is too small for it. */
async function payloadOf(
  client: Client,
  asked: { readonly params: { readonly id: string }; readonly signal: AbortSignal },
): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    return (await client.call('GET /events/{id}/payload', asked)).payload;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'api.role.denied') return undefined;
    throw thrown;
  }
}

function sayFacts({ event, integrations, consumers }: ApiSchemas['EventTrace'], context: Context): void {
  const { texts, style, say } = context;
  const { remote, colon } = texts;
  const fact = (name: string, value: string): void => say(`  ${style.dim(`${name}${colon}`)}${value}`);
  say(style.bold(event.id));
  fact(remote.platformId, event.eventId);
  fact(remote.app, [event.appId, ...integrations.map(({ name }) => name)].join(' · '));
  for (const { pipeline, runId } of consumers) {
    if (pipeline !== null) fact(remote.pipeline, `${pipeline.name} (${pipeline.id})`);
    if (runId !== null) fact(remote.run, runId);
  }
}

function formatSteps(
  { steps }: ApiSchemas['EventTrace'],
  nameOf: ConsumerNames,
  { texts, style, columns: width }: Context,
): string[] {
  const { remote, events, language } = texts;
  return formatTable({
    width,
    columns: [
      { title: `${remote.at} (UTC)`, keep: true },
      { title: remote.step, keep: true },
      { title: events.consumer },
      { title: remote.by },
      { title: remote.why },
    ],
    rows: steps.map(({ at, kind, consumer, by, message }) => [
      at.slice(0, 19).replace('T', ' '),
      remote.traceSteps[kind],
      consumer === null ? '' : nameOf(consumer),
      by ?? '',
      message?.[language] ?? '',
    ]),
    styleLine: (line, index) => (index < 0 ? style.dim(line) : line),
  });
}

interface Steer {
  readonly command: 'replay' | 'retry' | 'discard';
  readonly ids: readonly string[];
  readonly filter: Filter;
}

/** All dead letters of the filter, or events by their ids: where one is unknown or nobody has it, none is changed. */
async function steer(remote: Remote, { command, ids, filter }: Steer, context: Context): Promise<number> {
  const { texts, emit, say } = context;
  const count = isDead(ids) ? await steerDead(remote, command, filter) : await steerEach(remote, command, ids, filter);
  if (command === 'discard') emit({ event: 'discarded', count });
  else emit({ event: 'replayed', count });
  if (count === 0) say(isDead(ids) ? texts.events.noDead : texts.remote.notSteered[command]);
  else say(command === 'discard' ? texts.remote.discarded(count) : texts.events.replayed(count));
  if (count === mostChanged) say(texts.remote.againForMore);
  return exitCodes.done;
}

async function steerDead({ client, signal }: Remote, command: Steer['command'], filter: Filter): Promise<number> {
  const body = { ...filter, state: 'dead', limit: mostChanged } as const;
  return (await client.call(`POST /events/${command}`, { body, signal })).count;
}

async function steerEach(
  { client, signal }: Remote,
  command: Steer['command'],
  ids: readonly string[],
  { consumer }: Filter,
): Promise<number> {
  const unwanted: string[] = [];
  for (const id of ids) {
    const { deliveries } = await client.call('GET /events/{id}', { params: { id }, signal });
    if (deliveries.length === 0) unwanted.push(id);
  }
  if (unwanted.length > 0) throw nobodyHas(unwanted);
  const body = consumer === undefined ? {} : { consumer };
  let count = 0;
  for (const id of ids) {
    count += (await client.call(`POST /events/{id}/${command}`, { params: { id }, body, signal })).count;
  }
  return count;
}
