import type { Client } from '../../client/client-types.ts';
import type { ApiSchemas } from '../../client/contract/schemas.ts';
import type { Message } from '../../model/message.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { findIntegration, findTrigger, namesOf } from '../remote/find-thing.ts';
import { withRemote } from '../remote/open-remote.ts';
import { shortTime } from '../remote/remote-words.ts';
import { sayCommand } from '../remote/say-command.ts';
import { sayFacts, saySettings } from '../remote/say-facts.ts';
import { sayListed } from '../remote/say-listed.ts';
import { sayReport } from '../remote/say-report.ts';
import { toVersion } from '../remote/to-version.ts';
import { handlerOf, settingText } from '../remote/trigger-words.ts';
import type { TriggerFlags, TriggerRequest } from '../trigger-request.ts';
import { usageError } from '../usage-error.ts';
import { triggerDryRun } from './trigger-dry-run.ts';

interface Remote {
  readonly client: Client;
  readonly signal: AbortSignal;
}

interface AskedTrigger {
  readonly params: { readonly id: string };
  readonly signal: AbortSignal;
}

const howToMake = ['triggers', 'create', 'NAME', '--integration', 'INTEGRATION', '--handler', 'HANDLER'] as const;

/** What a page of versions holds at most. */
const mostVersions = 100;

/** `larkstream triggers`: those of a service. */
export async function triggers(request: TriggerRequest, flags: TriggerFlags, context: Context): Promise<number> {
  assertVersions(request);
  return await withRemote(flags, context, async (client, signal) => {
    const { command, trigger, versions } = request;
    const remote = { client, signal };
    if (command === 'list') return await list(remote, flags, context);
    if (command === 'create')
      return await (await import('./change-triggers.ts')).createTrigger(
        client,
        { name: trigger, signal, flags },
        context,
      );
    const id = await findTrigger(client, signal, trigger);
    if (command === 'listen')
      return await (await import('./listen-to-trigger.ts')).listenToTrigger(client, { id, signal, flags }, context);
    const asked = { params: { id }, signal };
    if (command === 'dry-run') return await triggerDryRun(client, { ...asked, flags, version: versions[0] }, context);
    if (command === 'versions') return await listVersions(client, asked, flags, context);
    if (command === 'diff') return await diff(client, asked, versions, context);
    if (command === 'publish') return await publish(client, asked, context);
    if (command === 'pause' || command === 'resume') return await turn(client, asked, command, context);
    if (command === 'update' || command === 'move' || command === 'delete') {
      const { updateTrigger, moveTrigger, deleteTrigger } = await import('./change-triggers.ts');
      const change = { update: updateTrigger, move: moveTrigger, delete: deleteTrigger }[command];
      return await change(client, asked, flags, context);
    }
    return await show(remote, await client.call('GET /triggers/{id}', asked), context);
  });
}

/** What stands behind the name is a version, and is easily taken for the place of the message. */
const messageHint: Message = { en: '. A message to try goes behind --text', zh: '。要试的消息请写在 --text 之后' };

/** @throws ConfigError `config.usage.invalid` */
function assertVersions({ command, versions }: TriggerRequest): void {
  const most = command === 'dry-run' ? 1 : command === 'diff' ? 2 : 0;
  if (versions.length <= most) {
    for (const version of versions) toVersion(version, command === 'dry-run' ? messageHint : undefined);
    return;
  }
  throw usageError(
    {
      en: `\`triggers ${command}\` takes ${most === 0 ? 'no version' : `at most ${most === 1 ? 'one version' : 'two versions'}`}`,
      zh: most === 0 ? `\`triggers ${command}\` 不接受版本` : `\`triggers ${command}\` 最多接受 ${most} 个版本`,
    },
    'larkstream triggers',
  );
}

async function list({ client, signal }: Remote, flags: TriggerFlags, context: Context): Promise<number> {
  const { limit, integration, state } = flags;
  const integrationId = integration === undefined ? undefined : await findIntegration(client, signal, integration);
  const filter = { ...(integrationId && { integrationId }), ...(state && { state }) };
  const { items, total, totalIsAtLeast } = await client.call('GET /triggers', { query: { limit, ...filter }, signal });
  for (const trigger of items) context.emit({ event: 'remote_trigger', trigger: { ...trigger } });
  const names = await namesOf(
    'integration',
    client,
    signal,
    items.map((one) => one.integrationId),
  );
  const { remote, bots } = context.texts;
  const columns = [
    { title: remote.name },
    { title: remote.state },
    { title: remote.kinds.integration, drop: 2 },
    { title: bots.version, align: 'right', drop: 1 },
    { title: 'ID', keep: true },
  ] as const;
  const rows = items.map((one) => [
    one.name,
    bots.triggerStates[one.state],
    names.get(one.integrationId) ?? one.integrationId,
    one.publishedVersion === null ? '–' : String(one.publishedVersion),
    one.id,
  ]);
  const listed = { things: 'triggers', shown: items.length, total, totalIsAtLeast } as const;
  const isAll = Object.keys(filter).length === 0;
  sayListed({ ...listed, columns, rows, none: isAll ? bots.noTriggersYet : bots.noTriggers }, context);
  if (isAll && items.length === 0) sayCommand(bots.makeOne, howToMake, context);
  return exitCodes.done;
}

async function show({ client, signal }: Remote, trigger: ApiSchemas['Trigger'], context: Context): Promise<number> {
  const { texts, emit, isJson, isQuiet } = context;
  emit({ event: 'remote_trigger', trigger: { ...trigger } });
  if (isJson || isQuiet) return exitCodes.done;
  const { remote, bots } = texts;
  const { integrationId, draft, publishedVersion } = trigger;
  const integrations = await namesOf('integration', client, signal, [integrationId]);
  const handlerId = handlerOf(draft);
  const handlers = await namesOf('handler', client, signal, handlerId === undefined ? [] : [handlerId]);
  const named = (id: string, names: ReadonlyMap<string, string>): string => `${names.get(id) ?? '–'} (${id})`;
  sayFacts(
    trigger.name,
    [
      ['ID', trigger.id],
      [remote.state, bots.triggerStates[trigger.state]],
      [remote.why, trigger.isShadow ? bots.shadow : undefined],
      [remote.kinds.integration, named(integrationId, integrations)],
      [bots.position, String(trigger.position + 1)],
      [bots.handler, handlerId && named(handlerId, handlers)],
      [bots.publishedVersion, publishedVersion === null ? '–' : String(publishedVersion)],
    ],
    context,
  );
  saySettings(bots.draft, draft, context);
  return exitCodes.done;
}

async function turn(
  client: Client,
  asked: AskedTrigger,
  command: 'pause' | 'resume',
  { texts, say, emit }: Context,
): Promise<number> {
  const trigger = await client.call(`POST /triggers/{id}/${command}`, asked);
  emit({ event: 'remote_trigger', trigger: { ...trigger } });
  say((command === 'pause' ? texts.bots.triggerPaused : texts.bots.triggerResumed)(trigger.name));
  return exitCodes.done;
}

/** What keeps it from being published is said line by line before the refusal. */
async function publish(client: Client, asked: AskedTrigger, context: Context): Promise<number> {
  const { version } = await client.call('GET /triggers/{id}', asked);
  try {
    const done = await client.call('POST /triggers/{id}/publish', { ...asked, version });
    context.emit({ event: 'remote_report', report: { ...done.report } });
    context.emit({ event: 'remote_trigger', trigger: { ...done.trigger } });
    sayReport(done.report, context);
    context.say(context.texts.bots.published(done.trigger.name, done.number));
    return exitCodes.done;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'api.check.failed') {
      const report = await client.call('POST /triggers/{id}/check', asked);
      context.emit({ event: 'remote_report', report: { ...report } });
      sayReport(report, context);
    }
    throw thrown;
  }
}

async function listVersions(
  client: Client,
  asked: AskedTrigger,
  { limit }: TriggerFlags,
  context: Context,
): Promise<number> {
  const query = { limit: Math.min(limit, mostVersions) };
  const { items, next } = await client.call('GET /triggers/{id}/versions', { ...asked, query });
  for (const version of items) context.emit({ event: 'remote_version', version: { ...version } });
  const { bots, remote } = context.texts;
  const columns = [
    { title: bots.version, align: 'right' },
    { title: `${bots.publishedAt} (UTC)`, keep: true },
    { title: remote.by },
  ] as const;
  const rows = items.map((one) => [String(one.number), shortTime(one.publishedAt), one.publishedBy]);
  const total = items[0]?.number ?? 0;
  const listed = { things: 'versions', shown: items.length, total, totalIsAtLeast: false } as const;
  sayListed({ ...listed, total: next === null ? items.length : total, columns, rows, none: bots.noVersions }, context);
  return exitCodes.done;
}

async function diff(
  client: Client,
  asked: AskedTrigger,
  [from, to]: readonly string[],
  context: Context,
): Promise<number> {
  const query = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const { items } = await client.call('GET /triggers/{id}/diff', { ...asked, query });
  for (const setting of items) context.emit({ event: 'remote_setting', setting: { ...setting } });
  const { bots } = context.texts;
  const columns = [{ title: bots.setting, keep: true }, { title: bots.before }, { title: bots.after }];
  const rows = items.map(({ path, before, after }) => [path, settingText(before), settingText(after)]);
  const all = { shown: items.length, total: items.length, totalIsAtLeast: false } as const;
  sayListed({ things: 'settings', ...all, columns, rows, none: bots.noDifference }, context);
  return exitCodes.done;
}
