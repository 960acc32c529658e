import type { Client } from '../../client/client-types.ts';
import type { ApiSchemas } from '../../client/contract/schemas.ts';
import { Secret } from '../../model/secret.ts';
import { handlerKinds } from '../../model/triggers/tables.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { HandlerFlags } from '../handler-request.ts';
import { isConfirmed } from '../is-confirmed.ts';
import { readSettings, withGiven } from '../remote/given-settings.ts';
import { sayCommand } from '../remote/say-command.ts';
import { type KeyPlace, openKeyPlace } from '../remote/signing-key.ts';
import { usageError } from '../usage-error.ts';

type Handler = ApiSchemas['Handler'];

interface Asked {
  readonly params: { readonly id: string };
  readonly signal: AbortSignal;
}

const help = 'larkstream handlers';

/** `handlers create`: the key of its signatures is shown once, or kept in a file. */
export async function createHandler(
  client: Client,
  {
    name,
    signal,
    flags,
  }: { readonly name: string | undefined; readonly signal: AbortSignal; readonly flags: HandlerFlags },
  context: Context,
): Promise<number> {
  if (name === undefined)
    throw usageError({ en: 'The name of the new handler is missing', zh: '缺少新处理程序的名称' }, help);
  const file = flags.settings === undefined ? undefined : readSettings(flags.settings, 'handler');
  const kind = flags.kind ?? kindOf(file?.type);
  const settings = settingsOf(file?.settings ?? {}, kind, flags);
  const secrets = secretsOf(flags, context);
  const place = openKeyPlace(flags.keyFile, { mayReplace: false }, context);
  const made = await client
    .call('POST /handlers', { body: { name, kind, settings, secrets }, signal })
    .catch(dropping(place));
  const { signingKey, ...handler } = made;
  const { bots } = context.texts;
  context.emit({ event: 'remote_handler', handler: { ...handler } });
  context.say(bots.handlerMade(name, made.id));
  if (signingKey === null) place.drop();
  else place.keep(new Secret(signingKey), made);
  sayCommand(bots.testIt, ['handlers', 'test', name], context);
  return exitCodes.done;
}

/** `handlers update`: what is not given stays. */
export async function updateHandler(
  client: Client,
  asked: Asked,
  flags: HandlerFlags,
  context: Context,
): Promise<number> {
  const { name, url, set, settings: file } = flags;
  const isOther = url !== undefined || set !== undefined || file !== undefined;
  const secrets = secretsOf(flags, context);
  const hasSecrets = Object.keys(secrets).length > 0;
  if (!isOther && !hasSecrets && name === undefined) {
    throw usageError(
      {
        en: '`handlers update` needs a name, an address, settings or secrets: --name, --url, --set, --settings, --secret',
        zh: '`handlers update` 需要名称、地址、设置或密钥：--name、--url、--set、--settings、--secret',
      },
      help,
    );
  }
  const before = await client.call('GET /handlers/{id}', asked);
  const present = file === undefined ? before.settings : readSettings(file, 'handler').settings;
  const body = {
    ...(name === undefined ? {} : { name }),
    ...(isOther && { settings: settingsOf(present, before.kind, flags) }),
    ...(hasSecrets && { secrets }),
  };
  const after = await client.call('PATCH /handlers/{id}', { ...asked, version: before.version, body });
  const { bots } = context.texts;
  context.emit({ event: 'remote_handler', handler: { ...after } });
  context.say(bots.handlerChanged(after.name));
  if (after.test === null) sayCommand(bots.testIt, ['handlers', 'test', after.name], context);
  return exitCodes.done;
}

/** `handlers rotate-key`: the earlier key signs beside the new one for a day. */
export async function rotateKey(client: Client, asked: Asked, flags: HandlerFlags, context: Context): Promise<number> {
  const place = openKeyPlace(flags.keyFile, { mayReplace: true }, context);
  const made = await client.call('POST /handlers/{id}/signing-key', asked).catch(dropping(place));
  const { signingKey, ...handler } = made;
  context.emit({ event: 'remote_handler', handler: { ...handler } });
  context.say(context.texts.bots.keyRotated(made.name));
  place.keep(new Secret(signingKey ?? ''), made);
  return exitCodes.done;
}

/** `handlers delete`: it cannot be undone, so a person is asked. */
export async function deleteHandler(
  client: Client,
  asked: Asked,
  flags: HandlerFlags,
  context: Context,
): Promise<number> {
  const { bots } = context.texts;
  const { id, name, version } = await client.call('GET /handlers/{id}', asked);
  if (!(await isConfirmed(bots.deleteHandler(name), flags.yes ?? false, context))) {
    context.say(bots.kept);
    return exitCodes.done;
  }
  await client.call('DELETE /handlers/{id}', { ...asked, version });
  context.emit({ event: 'remote_deleted', kind: 'handler', id });
  context.say(bots.deleted(name));
  return exitCodes.done;
}

/** What was made ready for a key goes when there comes to be no key. */
function dropping(place: KeyPlace): (thrown: unknown) => never {
  return (thrown) => {
    place.drop();
    throw thrown;
  };
}

function kindOf(type: string | undefined): Handler['kind'] {
  const kind = handlerKinds.find((one) => one === (type ?? 'http'));
  if (kind !== undefined) return kind;
  const message = { en: `There is no kind of handlers “${type}”`, zh: `没有处理程序类型“${type}”` };
  throw usageError(message, help);
}

/** The address stands under a name of its own in each kind. */
const addressIn: Readonly<Partial<Record<Handler['kind'], string>>> = { http: 'url', openai: 'baseUrl' };

function settingsOf(
  present: Readonly<Record<string, unknown>>,
  kind: Handler['kind'],
  { url, set }: HandlerFlags,
): Readonly<Record<string, unknown>> {
  const field = addressIn[kind];
  if (url !== undefined && field === undefined) {
    const message = {
      en: `--url belongs to the kinds http and openai, not ${kind}`,
      zh: `--url 只用于 \`http\` 和 \`openai\` 类型，不用于 \`${kind}\``,
    };
    throw usageError(message, help);
  }
  const address = url === undefined || field === undefined ? {} : { [field]: url };
  return withGiven({ ...present, ...address }, set);
}

/** Out of the environment. @throws ConfigError `config.usage.invalid` for a variable that is not set */
function secretsOf({ secret = [] }: HandlerFlags, { terminal, hide }: Context): Readonly<Record<string, string>> {
  return Object.fromEntries(
    secret.map(([name, variable]) => {
      const value = terminal.environment[variable] ?? '';
      if (value === '') {
        // The variable is not named: somebody may have put the secret in its place.
        const message = {
          en: `The environment variable that --secret names for ${name} is not set`,
          zh: `--secret 为密钥 ${name} 指定的环境变量未设置`,
        };
        throw usageError(message, help);
      }
      hide([new Secret(value)]);
      return [name, value];
    }),
  );
}
