import type { Message } from '../../model/message.ts';
import type { ListedDelivery, ListedEvent } from '../../model/service/event-table.ts';
import { eachOf } from '../../model/service/page.ts';
import { pipelineOfConsumer } from '../../model/service/pipeline-consumer.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { triggerOfConsumer } from '../../model/triggers/trigger-consumer.ts';
import { readObject, readText } from '../../util/json.ts';
import { type ExplainedDecision, explainDecision } from '../decisions/explain-decision.ts';
import { findEvent } from './find-event.ts';

/** A thing, as people know it. */
export interface NamedThing {
  readonly id: string;
  readonly name: string;
}

/** Who wants an event, and where its rows have gone. */
export interface TracedConsumer {
  readonly consumer: string;
  /** Whose events they are; undefined for a consumer that is none of a pipeline, and for a pipeline that is gone. */
  readonly pipeline: NamedThing | undefined;
  /** The same of a trigger. */
  readonly trigger: NamedThing | undefined;
  /** The run of the live pipeline that has done it, whose commit has the rows; undefined until it is done, and when the run is forgotten. */
  readonly runId: string | undefined;
}

/** What can have happened to an event. */
export const traceKinds = [
  'sent',
  'received',
  'unreadable',
  'unwanted',
  'replayed',
  'retried',
  'discarded',
  'done',
  'skipped',
  'dead',
] as const;

/** Something that has happened to an event, as far as the store knows it. Times are milliseconds since the epoch. */
export interface TraceStep {
  readonly at: number;
  readonly kind: (typeof traceKinds)[number];
  readonly consumer: string | undefined;
  /** Who has steered it. */
  readonly by: string | undefined;
  readonly message: Message | undefined;
}

/** What became of an event. */
export interface EventTrace {
  readonly event: ListedEvent;
  /** What the person and the group of the event are called, as far as they were seen. */
  readonly actorName: string | undefined;
  readonly chatName: string | undefined;
  /** Those through whose app it came. */
  readonly integrations: readonly NamedThing[];
  readonly consumers: readonly TracedConsumer[];
  /** What triggers made of it, one for each of the integrations that have decided. */
  readonly decisions: readonly ExplainedDecision[];
  /** In the order of time. */
  readonly steps: readonly TraceStep[];
}

type Tables = Pick<
  ServiceTables,
  | ('events' | 'integrations' | 'pipelines' | 'runs' | 'audit' | 'decisions' | 'triggers' | 'turns' | 'outbox')
  | ('larkUsers' | 'sessions')
>;

const maxSteers = 50;
const steers = { 'event.replay': 'replayed', 'event.retry': 'retried', 'event.discard': 'discarded' } as const;

/** All that the store knows of what became of an event. @throws ConfigError `api.not.found` */
export async function traceEvent(tables: Tables, id: string): Promise<EventTrace> {
  const event = await findEvent(tables, id);
  const integrations = await integrationsOf(tables, event.appId);
  const consumers = await Promise.all(event.deliveries.map((delivery) => trace(tables, delivery)));
  const steps = [...begin(event), ...(await steered(tables, id)), ...event.deliveries.flatMap(end)];
  const decisions = await decisionsOf(tables, event, integrations);
  const names = await namesOf(tables, event, integrations);
  return { event, ...names, integrations, consumers, decisions, steps: steps.sort((one, other) => one.at - other.at) };
}

async function namesOf(
  { larkUsers, sessions }: Tables,
  { actorId, chatId }: ListedEvent,
  integrations: readonly NamedThing[],
): Promise<Pick<EventTrace, 'actorName' | 'chatName'>> {
  const seen =
    actorId === undefined ? [] : await Promise.all(integrations.map(({ id }) => larkUsers.find(id, actorId)));
  const { items } = chatId === undefined ? { items: [] } : await sessions.page({ limit: 1 }, { chatId });
  return { actorName: seen.find((user) => user?.name !== undefined)?.name, chatName: items[0]?.chatName };
}

async function decisionsOf(
  tables: Tables,
  { id, seq }: ListedEvent,
  integrations: readonly NamedThing[],
): Promise<readonly ExplainedDecision[]> {
  const found = await Promise.all(integrations.map((one) => tables.decisions.find(one.id, id)));
  const decisions = found.filter((one) => one !== undefined);
  if (decisions.length === 0) return [];
  const body = (await tables.events.body(seq)) ?? {};
  const messageId = readText(readObject(body, 'message'), 'message_id') ?? undefined;
  return await Promise.all(decisions.map((one) => explainDecision(tables, one, messageId)));
}

async function integrationsOf({ integrations }: Tables, app: string): Promise<readonly NamedThing[]> {
  const found: NamedThing[] = [];
  for await (const { id, name, appId } of eachOf((request) => integrations.page(request, { search: app }))) {
    if (appId === app) found.push({ id, name });
  }
  return found;
}

async function trace(tables: Tables, delivery: ListedDelivery): Promise<TracedConsumer> {
  const { consumer } = delivery;
  const id = pipelineOfConsumer(consumer);
  const pipeline = id === undefined ? undefined : await tables.pipelines.find(id);
  if (pipeline === undefined)
    return { consumer, pipeline: undefined, trigger: await triggerOf(tables, consumer), runId: undefined };
  const runId = await runOf(tables, pipeline.id, delivery);
  return { consumer, pipeline: { id: pipeline.id, name: pipeline.name }, trigger: undefined, runId };
}

async function triggerOf({ triggers }: Tables, consumer: string): Promise<NamedThing | undefined> {
  const id = triggerOfConsumer(consumer);
  const found = id === undefined ? undefined : await triggers.find(id);
  return found && { id: found.id, name: found.name };
}

/** A pipeline follows events in one run at a time: the one that was under way when the event was done. */
async function runOf(tables: Tables, pipelineId: string, delivery: ListedDelivery): Promise<string | undefined> {
  const { state, finishedAt, lastError } = delivery;
  if (state !== 'done' || finishedAt === null || lastError !== null) return undefined;
  return await tables.runs.followedAt(pipelineId, finishedAt);
}

const step = (at: number, kind: TraceStep['kind'], more: Partial<TraceStep> = {}): TraceStep => ({
  consumer: undefined,
  by: undefined,
  message: undefined,
  ...more,
  at,
  kind,
});

function begin(event: ListedEvent): readonly TraceStep[] {
  const { createdAt, receivedAt, state, deliveries } = event;
  const steps = [step(createdAt, 'sent'), step(receivedAt, 'received')];
  if (deliveries.length > 0) return steps;
  const message = messageOf(event);
  if (message !== undefined) return [...steps, step(receivedAt, 'unreadable', { message })];
  return state === 'kept' ? [...steps, step(receivedAt, 'unwanted')] : steps;
}

/** What people have done to this one, where it has changed something; of what was done to many at once, the audit names no single one. */
async function steered({ audit }: Tables, objectId: string): Promise<readonly TraceStep[]> {
  const found = Object.entries(steers).map(async ([action, kind]) => {
    const { items } = await audit.page({ limit: maxSteers }, { objectId, action });
    const steps = items.filter(({ detail }) => detail.count !== 0);
    return steps.map(({ at, actorName, detail }) => {
      const consumer = typeof detail.consumer === 'string' ? detail.consumer : undefined;
      return step(at, kind, { by: actorName, consumer });
    });
  });
  return (await Promise.all(found)).flat();
}

function end(delivery: ListedDelivery): readonly TraceStep[] {
  const { consumer, state, finishedAt } = delivery;
  if (state === 'pending' || finishedAt === null) return [];
  const message = messageOf(delivery);
  if (state === 'dead') return [step(finishedAt, 'dead', { consumer, message })];
  return [step(finishedAt, message === undefined ? 'done' : 'skipped', { consumer, message })];
}

function messageOf({ lastError, zh }: Pick<ListedDelivery, 'lastError' | 'zh'>): Message | undefined {
  return lastError === null ? undefined : { en: lastError, zh: zh?.lastError ?? lastError };
}
