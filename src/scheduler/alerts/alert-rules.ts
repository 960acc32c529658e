import type { Message } from '../../model/message.ts';
import type { AlertKind } from '../../model/service/alert.ts';
import type { PipelineFigures, ServiceFigures } from '../../model/service/figures.ts';
import { goneAfterMs } from '../../model/service/hearing.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { Member } from '../../model/service/member.ts';
import { pipelineOfConsumer } from '../../model/service/pipeline-consumer.ts';
import { triggerOfConsumer } from '../../model/triggers/trigger-consumer.ts';
import { plural } from '../../util/plural.ts';
import { askedKinds, isFollowing } from './asked-events.ts';
import { findBotTroubles } from './bot-rules.ts';
import type { Finding } from './finding.ts';
import { latenessOf, latenessPatienceMs } from './lateness.ts';
import { unheardOf } from './unheard.ts';
import { untoldMessage } from './untold-message.ts';

/** What the rules look at. */
export interface AlertFigures extends Pick<ServiceFigures, 'pipelines' | 'inbox' | 'receivers' | 'tickets' | 'bots'> {
  readonly integrations: readonly Pick<
    Integration,
    'id' | 'name' | 'kind' | 'appId' | 'mode' | 'disconnectedAt' | 'settings' | 'test' | 'testedAt'
  >[];
  readonly members: readonly Pick<Member, 'id' | 'host' | 'pid' | 'silentMs' | 'keys'>[];
}

/** The kinds that the rules alone open and recover. The others are opened where they happen. */
export const ruledKinds: readonly AlertKind[] = [
  'freshness.late',
  'events.dead',
  'events.missing',
  'ticket.old',
  'token.refused',
  'connection.deaf',
  'handler.failing',
  'handler.gone',
  'handler.absent',
  'turns.dead',
  'outbox.failing',
  'trigger.deaf',
  'trigger.late',
  'keys.wrong',
];

const minuteMs = 60_000;
/** The platform sends one every hour, and each opens doors for a while longer than that. */
const ticketOldMs = 2 * 60 * minuteMs;
/** Reconnecting takes seconds, a new version of the program a minute. */
const deafPatienceMs = 3 * minuteMs;
/** An app that was just entered may lack its first ticket. */
const ticketPatienceMs = 5 * minuteMs;
/** While keys are brought to all machines. */
const keyPatienceMs = minuteMs;
/** A person must set the credentials right: no other attempt will. */
const tokenCodes: ReadonlySet<string> = new Set([
  'lark.credentials.rejected',
  'lark.token.rejected',
  'lark.app.disabled',
  'lark.region.mismatch',
]);

/** All that is wrong at `now`, one finding for each kind and subject. */
export function findTroubles(figures: AlertFigures, now: number): readonly Finding[] {
  return [
    ...figures.pipelines.flatMap((pipeline) => [...lateness(pipeline, figures, now), ...missingEvents(pipeline)]),
    ...deadEvents(figures),
    ...figures.members.flatMap(wrongKeys),
    ...figures.integrations.flatMap((integration) => [
      ...oldTicket(integration, figures, now),
      ...refusedToken(integration, figures),
      ...deafConnection(integration, figures),
    ]),
    ...findBotTroubles(figures, now),
  ];
}

/**
 * Whether what an open alert of another kind says is over although no run has said so: the pipeline is gone, or somebody has taken it in
 * hand; or no live one asks for the events of the integration any more. `run.failed` and `deletes.held` of a pipeline that is there end with its
 * next good run.
 */
export function isOver(
  { kind, subjectId }: { readonly kind: AlertKind; readonly subjectId: string },
  pipelines: readonly PipelineFigures[],
): boolean {
  const pipeline = pipelines.find(({ id }) => id === subjectId);
  if (kind === 'pipeline.paused') return pipeline?.hasPausedItself !== true;
  if (askedKinds.includes(kind)) return !pipelines.some((one) => one.integrationId === subjectId && isFollowing(one));
  return (kind === 'run.failed' || kind === 'deletes.held') && pipeline === undefined;
}

function lateness(pipeline: PipelineFigures, figures: AlertFigures, now: number): Finding[] {
  const late = latenessOf(pipeline, now);
  const unheard = late === undefined ? unheardOf(pipeline, figures, now) : undefined;
  const message = late ?? unheard?.message;
  if (message === undefined) return [];
  const patienceMs = unheard?.patienceMs ?? latenessPatienceMs(pipeline, now);
  return [{ kind: 'freshness.late', subjectKind: 'pipeline', subjectId: pipeline.id, message, patienceMs }];
}

/** What a run that has ended was told is no news: the one that begins for it looks anew. */
function missingEvents(pipeline: PipelineFigures): Finding[] {
  const { id, untold } = pipeline;
  if (!isFollowing(pipeline) || Object.keys(untold).length === 0) return [];
  const message = untoldMessage(pipeline);
  return [{ kind: 'events.missing', subjectKind: 'pipeline', subjectId: id, message, patienceMs: 0 }];
}

function deadEvents({ inbox, pipelines, bots }: AlertFigures): Finding[] {
  return inbox.consumers.flatMap(({ consumer, dead }): Finding[] => {
    if (dead === 0) return [];
    const pipelineId = pipelineOfConsumer(consumer);
    const triggerId = triggerOfConsumer(consumer);
    const named = pipelines.find(({ id }) => id === pipelineId) ?? bots.triggers.find(({ id }) => id === triggerId);
    const name = named?.name ?? consumer;
    return [
      {
        kind: 'events.dead',
        subjectKind: pipelineId !== undefined ? 'pipeline' : triggerId !== undefined ? 'trigger' : 'consumer',
        subjectId: pipelineId ?? triggerId ?? consumer,
        message: { en: `“${name}” has given up ${plural(dead, 'event')}`, zh: `“${name}”有 ${dead} 个事件成为死信` },
        patienceMs: 0,
      },
    ];
  });
}

/** What it holds it says itself, so who is silent is passed over: it may have ended. */
function wrongKeys({ id, host, pid, silentMs, keys }: AlertFigures['members'][number]): Finding[] {
  const unopened = keys?.unopened ?? [];
  if (unopened.length === 0 || silentMs > goneAfterMs) return [];
  const message = {
    en: `The process ${pid} on ${host} does not open secrets that are sealed with ${unopened.join(', ')}: its master keys are older ones or others`,
    zh: `${host} 上的进程 ${pid} 无法打开由主密钥 ${unopened.join('、')} 加密的密钥：它使用的主密钥较旧或不同`,
  };
  return [{ kind: 'keys.wrong', subjectKind: 'worker', subjectId: id, message, patienceMs: keyPatienceMs }];
}

type KnownIntegration = AlertFigures['integrations'][number];

const ofIntegration = (
  { id }: KnownIntegration,
  kind: AlertKind,
  message: Message,
  patienceMs: number,
): readonly Finding[] => [{ kind, subjectKind: 'integration', subjectId: id, message, patienceMs }];

function oldTicket(integration: KnownIntegration, { tickets }: AlertFigures, now: number): readonly Finding[] {
  const { kind, appId, name, disconnectedAt } = integration;
  if (kind !== 'store_app' || disconnectedAt !== undefined) return [];
  const receivedAt = tickets.find((ticket) => ticket.appId === appId)?.receivedAt;
  if (receivedAt !== undefined && now - receivedAt <= ticketOldMs) return [];
  const message =
    receivedAt === undefined
      ? { en: `No ticket of “${name}” has come yet`, zh: `“${name}”尚未收到任何 ticket` }
      : {
          en: `The newest ticket of “${name}” came ${Math.round((now - receivedAt) / minuteMs)} minutes ago; the platform sends one every hour`,
          zh: `“${name}”最近一次收到 ticket 是 ${Math.round((now - receivedAt) / minuteMs)} 分钟前；平台每小时推送一次`,
        };
  return ofIntegration(integration, 'ticket.old', message, ticketPatienceMs);
}

/** What a run was told holds until something of the same app and tenant is answered: a live one ends no run that could tell. */
function refusedToken(integration: KnownIntegration, { pipelines }: AlertFigures): readonly Finding[] {
  const own = pipelines.filter(({ integrationId }) => integrationId === integration.id);
  const refused = own.find((one) => isRefused(one) && !isAnsweredAgain(one, own, integration));
  if (refused === undefined) return [];
  const { name } = integration;
  const message = {
    en: `The platform refuses “${name}” (${refused.errorCode}): the last run of “${refused.name}” failed by it`,
    zh: `平台拒绝了“${name}”（${refused.errorCode}）：“${refused.name}”的上次运行因此失败`,
  };
  return ofIntegration(integration, 'token.refused', message, 0);
}

/** One that a person has let rest waits for nothing; one that has paused itself for it waits for the person. */
function isRefused({ state, hasPausedItself, errorCode }: PipelineFigures): boolean {
  return (state === 'active' || hasPausedItself) && errorCode !== undefined && tokenCodes.has(errorCode);
}

function isAnsweredAgain(
  { endedAt = 0, tenantKey }: PipelineFigures,
  own: readonly PipelineFigures[],
  { kind, test, testedAt = 0 }: KnownIntegration,
): boolean {
  const isAccepted = test?.lines.some(({ name, outcome }) => name === 'credentials' && outcome === 'ok') === true;
  // Of an app of the store the test asks without a tenant.
  if (kind === 'custom_app' && isAccepted && testedAt > endedAt) return true;
  return own.some((one) => one.tenantKey === tenantKey && (one.answeredSince ?? 0) > endedAt);
}

function deafConnection(integration: KnownIntegration, { receivers }: AlertFigures): readonly Finding[] {
  const { appId, mode, name, disconnectedAt } = integration;
  if (mode !== 'long_connection' || disconnectedAt !== undefined) return [];
  const held = receivers.filter((one) => one.appId === appId && one.mode === 'long_connection');
  const hears = held.some((one) => one.state === 'connected' && one.silentMs <= goneAfterMs);
  if (hears) return [];
  const said = held.find(({ lastError }) => lastError !== null);
  const why = { en: said?.lastError ?? '', zh: said?.zh?.lastError ?? said?.lastError ?? '' };
  const message = {
    en: `No long connection of “${name}” is open, so no events come${why.en === '' ? '' : `: ${why.en}`}`,
    zh: `“${name}”没有打开的长连接，收不到事件${why.zh === '' ? '' : `：${why.zh}`}`,
  };
  return ofIntegration(integration, 'connection.deaf', message, deafPatienceMs);
}
