import { matchesType } from '../../model/event-filter.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { ListedEvent } from '../../model/service/event-table.ts';
import type { Integration } from '../../model/service/integration.ts';
import { eachOf } from '../../model/service/page.ts';
import type { Trigger } from '../../model/triggers/conversation.ts';
import type { TriedTrigger } from '../../model/triggers/decision.ts';
import { messageEvent } from '../../model/triggers/trigger-consumer.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import { gatherFacts } from '../../triggers/flow/gather-facts.ts';
import { decide } from '../../triggers/rules/decide.ts';
import type { Candidate } from '../../triggers/rules/subject.ts';
import type { JsonObject } from '../../util/json.ts';
import { noteAct } from '../change.ts';
import { eventId, findEvent } from '../events/find-event.ts';
import { loadIntegration } from '../integrations/test-integration.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { type DrySubject, pastSubject, type TypedMessage, typedSubject } from './dry-run-subject.ts';
import { type DryTurn, dryTurn } from './dry-turn.ts';
import { readSettings } from './read-settings.ts';
import { type SettingsAt, type VersionName, versionAt } from './trigger-versions.ts';

type Parts = Pick<ControlParts, 'store' | 'openVault' | 'resources' | 'clock' | 'newId'>;

/** About what is decided: a message that somebody types, events by their ids (`ev_…`), or the newest that the version would get. */
export interface DryRunRequest {
  readonly id: string;
  readonly version: VersionName;
  /** What is tried instead of a version, under our names or those of Xpert. Nobody has to save it before. */
  readonly settings?: JsonObject | undefined;
  readonly about:
    | { readonly message: TypedMessage }
    | { readonly ids: readonly string[] }
    | { readonly newest: number };
}

/** What would be decided about one thing. */
export interface DryDecision {
  /** Undefined for a message that was typed. */
  readonly event: Pick<ListedEvent, 'seq' | 'id' | 'type' | 'createdAt' | 'receivedAt'> | undefined;
  /** All published triggers of the integration, with the version that is tried in its place. */
  readonly tried: readonly TriedTrigger[];
  /** What its handler would work on; undefined when it does not take it. */
  readonly turn: DryTurn | undefined;
}

/**
 * What a version would do, as if all that it is asked about came now, or when it came. Nothing is written, and nobody is told. It shows what people have
 * said, so the audit keeps who has asked. @throws ConfigError `api.not.found`, `api.input.invalid`, `api.state.wrong`
 */
export async function dryRun(
  parts: Parts,
  caller: Caller,
  { id, version, settings: given, about }: DryRunRequest,
  signal: AbortSignal,
): Promise<readonly DryDecision[]> {
  const { store } = parts;
  const trigger = found(await store.triggers.find(id), 'trigger', id);
  const tried = given === undefined ? await versionAt(store, id, version) : { number: 0, ...readSettings(given) };
  const { settings } = tried;
  const { integrationId } = trigger;
  const integration = found(await store.integrations.find(integrationId), 'integration', integrationId);
  const run = {
    parts,
    integration,
    trigger,
    settings,
    candidates: await candidatesWith(parts, trigger, tried),
  };
  if ('message' in about) {
    const subject = await typedSubject(store, integrationId, about.message, await store.now());
    return [{ event: undefined, ...(await decideOne(run, subject)) }];
  }
  const events = await eventsOf(parts, run, about);
  await store.transaction(async (tables) => {
    await noteAct(parts, tables, caller, {
      action: 'trigger.dry-run',
      kind: 'trigger',
      id,
      detail: { events: events.length },
    });
  });
  const bot = events.some(({ type }) => type === messageEvent) ? await botOf(parts, integration, signal) : '';
  const decisions: DryDecision[] = [];
  for (const event of events) {
    const body = await store.events.body(event.seq);
    if (body === undefined) continue;
    const subject = await pastSubject(store, integration, { ...event, actorId: event.actorId, body }, bot);
    decisions.push({ event, ...(await decideOne(run, subject)) });
  }
  return decisions;
}

interface Run {
  readonly parts: Parts;
  readonly integration: Integration;
  readonly trigger: Trigger;
  readonly settings: TriggerSettings;
  readonly candidates: readonly Candidate[];
}

/** What is published of the others, in their order; the one that is tried as if it were published, and out of the shadow. */
async function candidatesWith(
  { store }: Parts,
  trigger: Trigger,
  { number, settings }: SettingsAt,
): Promise<readonly Candidate[]> {
  const tried: Candidate = {
    trigger: { id: trigger.id, state: 'published', isShadow: false },
    version: number,
    settings,
  };
  const others = (await store.triggers.published(trigger.integrationId)).filter(
    ({ trigger: one }) => one.id !== trigger.id,
  );
  const before = others.filter(({ trigger: { position } }) => position < trigger.position);
  const after = others.filter(({ trigger: { position } }) => position >= trigger.position);
  const toCandidate = ({ trigger: other, published }: (typeof others)[number]): Candidate => ({
    trigger: other,
    version: published.number,
    settings: published.settings,
  });
  return [...before.map(toCandidate), tried, ...after.map(toCandidate)];
}

async function decideOne(run: Run, dry: DrySubject): Promise<Pick<DryDecision, 'tried' | 'turn'>> {
  const { parts, integration, trigger, settings, candidates } = run;
  const { subject, receivedAt, departments } = dry;
  const departmentsOf = () => Promise.resolve(departments);
  const app = { downSince: () => Promise.resolve(undefined) };
  const event = { receivedAt, body: subject.body };
  const facts = await gatherFacts(parts, {
    integration,
    app,
    departmentsOf,
    event,
    known: dry,
    candidates,
    now: receivedAt,
    countsQuotas: true,
  });
  const { tried } = decide(subject, candidates, facts);
  const isTaken = tried.some(({ triggerId, outcome }) => triggerId === trigger.id && outcome === 'taken');
  return { tried, turn: isTaken ? await dryTurn(parts, { trigger, settings, dry }) : undefined };
}

/** So many events are looked through for the newest of a type. */
const mostLooked = 2_000;

async function eventsOf(
  { store }: Parts,
  { integration, settings }: Run,
  about: { readonly ids: readonly string[] } | { readonly newest: number },
): Promise<readonly ListedEvent[]> {
  if ('ids' in about) {
    const events = await Promise.all(about.ids.map((id) => findEvent(store, id)));
    return events.map((event) => found(event.appId === integration.appId ? event : undefined, 'event', eventId(event)));
  }
  const types = settings.kind === 'messages' ? [messageEvent] : settings.events.types;
  // One type has an index of its own.
  const type = types.length === 1 && types[0]?.endsWith('*') === false ? types[0] : undefined;
  const filter = { appId: integration.appId, type };
  const events: ListedEvent[] = [];
  let looked = 0;
  for await (const event of eachOf((request) => store.events.page(request, filter))) {
    if (matchesType({ types }, event.type)) events.push(event);
    looked += 1;
    if (events.length >= about.newest || looked >= mostLooked) break;
  }
  return events;
}

/** The last test of the integration knows it. */
async function botOf(parts: Parts, integration: Integration, signal: AbortSignal): Promise<string> {
  const known = integration.test?.bot?.openId;
  if (known !== undefined || integration.kind === 'store_app') return known ?? '';
  const config = await loadIntegration(parts, integration);
  return (await parts.resources.probe.readBotOpenId(config, signal)) ?? '';
}
