import type { Client } from '../../client/client-types.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { isConfirmed } from '../is-confirmed.ts';
import { findIntegration } from '../remote/find-thing.ts';
import { readSettings, withGiven } from '../remote/given-settings.ts';
import { sayCommand } from '../remote/say-command.ts';
import { fileSettings, withHandler } from '../remote/trigger-settings.ts';
import type { TriggerFlags } from '../trigger-request.ts';
import { usageError } from '../usage-error.ts';

interface Asked {
  readonly params: { readonly id: string };
  readonly signal: AbortSignal;
}

interface Wanted {
  readonly name: string | undefined;
  readonly signal: AbortSignal;
  readonly flags: TriggerFlags;
}

const help = 'larkstream triggers';

/** `triggers create`: a draft, at the end of those of its integration. */
export async function createTrigger(
  client: Client,
  { name, signal, flags }: Wanted,
  context: Context,
): Promise<number> {
  if (name === undefined) {
    throw usageError({ en: 'The name of the new trigger is missing', zh: '缺少新触发器的名称' }, help);
  }
  const { integration, handler, settings: file, set, shadow = false } = flags;
  const read = file === undefined ? undefined : readSettings(file, 'trigger');
  const of = integration ?? read?.integration;
  // Xpert's settings may name it.
  const integrationId = of === undefined ? undefined : await findIntegration(client, signal, of);
  if (integrationId === undefined && read?.settings.integrationId === undefined) {
    throw usageError(
      {
        en: '`triggers create` needs --integration with the name or id of an integration',
        zh: '`triggers create` 需要 --integration，其值为集成的名称或 ID',
      },
      help,
    );
  }
  const settings = withGiven(await withHandler(client, read?.settings ?? {}, handler ?? read?.handler, signal), set);
  const body = { name, ...(integrationId && { integrationId }), isShadow: shadow, settings };
  const made = await client.call('POST /triggers', { body, signal });
  const { bots } = context.texts;
  context.emit({ event: 'remote_trigger', trigger: { ...made } });
  context.say(bots.triggerMade(name, made.id));
  sayCommand(bots.publishIt, ['triggers', 'publish', name], context);
  return exitCodes.done;
}

/** `triggers update`: the draft; what is published stays until the draft is published. */
export async function updateTrigger(
  client: Client,
  asked: Asked,
  flags: TriggerFlags,
  context: Context,
): Promise<number> {
  const { name, handler, settings: file, set, shadow } = flags;
  const isEdited = handler !== undefined || file !== undefined || set !== undefined;
  if (!isEdited && name === undefined && shadow === undefined) {
    throw usageError(
      {
        en: '`triggers update` needs --name, --handler, --settings, --set, --shadow or --no-shadow',
        zh: '`triggers update` 需要 --name、--handler、--settings、--set、--shadow 或 --no-shadow',
      },
      help,
    );
  }
  const { signal } = asked;
  let trigger = await client.call('GET /triggers/{id}', asked);
  if (isEdited || name !== undefined) {
    const base = file === undefined ? trigger.draft : await fileSettings(client, file, signal);
    const settings = withGiven(await withHandler(client, base, handler, signal), set);
    const body = { ...(name === undefined ? {} : { name }), ...(isEdited && { settings }) };
    trigger = await client.call('PATCH /triggers/{id}', { ...asked, version: trigger.version, body });
  }
  if (shadow !== undefined) {
    const body = { isShadow: shadow };
    trigger = await client.call('PUT /triggers/{id}/shadow', { ...asked, version: trigger.version, body });
  }
  const { bots } = context.texts;
  context.emit({ event: 'remote_trigger', trigger: { ...trigger } });
  context.say(bots.triggerChanged(trigger.name));
  if (isEdited) sayCommand(bots.publishIt, ['triggers', 'publish', trigger.name], context);
  return exitCodes.done;
}

/** `triggers move`: people count from 1, the API from 0. */
export async function moveTrigger(
  client: Client,
  asked: Asked,
  { position }: TriggerFlags,
  context: Context,
): Promise<number> {
  if (position === undefined) {
    throw usageError(
      { en: '`triggers move` needs --position, from 1', zh: '`triggers move` 需要 --position，从 1 开始' },
      help,
    );
  }
  const moved = await client.call('POST /triggers/{id}/move', { ...asked, body: { position: position - 1 } });
  context.emit({ event: 'remote_trigger', trigger: { ...moved } });
  context.say(context.texts.bots.moved(moved.name, moved.position + 1));
  return exitCodes.done;
}

/** `triggers delete`: it cannot be undone, so a person is asked. */
export async function deleteTrigger(
  client: Client,
  asked: Asked,
  { yes }: TriggerFlags,
  context: Context,
): Promise<number> {
  const { bots } = context.texts;
  const { id, name, version } = await client.call('GET /triggers/{id}', asked);
  if (!(await isConfirmed(bots.deleteTrigger(name), yes ?? false, context))) {
    context.say(bots.kept);
    return exitCodes.done;
  }
  await client.call('DELETE /triggers/{id}', { ...asked, version });
  context.emit({ event: 'remote_deleted', kind: 'trigger', id });
  context.say(bots.deleted(name));
  return exitCodes.done;
}
