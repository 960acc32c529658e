import { apiKey, type HandlerSecret, secretsOfHandler, signingKey } from '../../config/handlers/handler-secrets.ts';
import type { HandlerSettings } from '../../config/handlers/handler-settings.ts';
import { readHandler } from '../../config/handlers/read-handler.ts';
import { serverOf } from '../../config/handlers/sink-schemas.ts';
import { formatPath } from '../../config/problems.ts';
import { hostNameOf } from '../../model/host-name.ts';
import type { Secret } from '../../model/secret.ts';
import type { ServiceHandler } from '../../model/triggers/tables.ts';
import { signingKeyFaults } from '../alert-channels/channel-secrets.ts';
import type { FieldFault } from '../field-faults.ts';
import { hostFaults } from '../host-faults.ts';
import type { ResourceParts } from '../resource-parts.ts';

/** Secrets that were given, by their names. */
export type GivenHandlerSecrets = Readonly<Record<string, Secret>>;

/** A handler as it is to be. */
export interface HandlerDraft extends Pick<ServiceHandler, 'kind' | 'settings'> {
  readonly given: GivenHandlerSecrets;
  /** Names of those that are kept. */
  readonly kept: readonly string[];
}

/** What is wrong with a handler. */
export async function handlerFaults(
  { kind, settings, given, kept }: HandlerDraft,
  { guard, programs }: Pick<ResourceParts, 'guard' | 'programs'>,
): Promise<readonly FieldFault[]> {
  if (kind === 'command' && programs === undefined) {
    const message = {
      en: 'is allowed only where the operator names a folder of programs (`serve --programs`)',
      zh: '仅在运维者指定了程序文件夹（`serve --programs`）时可用',
    };
    return [{ path: 'kind', message }];
  }
  const read = readHandler(kind, settings);
  if ('faults' in read)
    return read.faults.map(({ path, message }) => ({ path: formatPath(['settings', ...path]), message }));
  return [
    ...(await addressFaults(read, guard)),
    ...secretFaults(secretsOfHandler(read), given, kept),
    ...Object.entries(given).flatMap(([name, secret]) => valueFaults(name, secret)),
  ];
}

function secretFaults(
  has: readonly HandlerSecret[],
  given: GivenHandlerSecrets,
  kept: readonly string[],
): readonly FieldFault[] {
  const known = has.map(({ name }) => name);
  const needed = { en: 'is needed', zh: '为必填' };
  // A name that is not known is not shown: it may be a secret in the wrong place.
  const foreign = {
    en: known.length === 0 ? 'must be empty for this kind' : `may hold only ${known.join(', ')}`,
    zh: known.length === 0 ? '此类处理程序没有密钥' : `只能含有 ${known.join('、')}`,
  };
  return [
    ...(Object.keys(given).every((name) => known.includes(name)) ? [] : [{ path: 'secrets', message: foreign }]),
    ...has
      .filter(({ name, isNeeded }) => isNeeded && given[name] === undefined && !kept.includes(name))
      .map(({ name }) => ({ path: `secrets.${name}`, message: needed })),
  ];
}

/** Visible characters of ASCII, and blanks between them: what a header takes. */
const headerText = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

function valueFaults(name: string, secret: Secret): readonly FieldFault[] {
  if (name === signingKey) return signingKeyFaults(secret);
  const isHeader = name === apiKey || name.startsWith('header.');
  const isRight = isHeader ? headerText.test(secret.reveal()) : !secret.reveal().includes('\0');
  const message = {
    en: 'must hold visible characters of ASCII only, for it is sent as a header',
    zh: '会作为请求头发送，只能包含可见的 ASCII 字符',
  };
  return isRight ? [] : [{ path: `secrets.${name}`, message }];
}

/** Where a handler is asked, and that it is asked in secret: what is shown there is for this place only. */
interface HandlerPlace {
  /** Of the setting. */
  readonly path: string;
  readonly host: string;
  readonly origin: string;
}

/** Its places; none for one that is asked at no address. */
function placesOf(read: HandlerSettings): readonly HandlerPlace[] {
  switch (read.kind) {
    case 'http':
      return [placeOf('settings.url', read.settings.url)];
    case 'openai':
      return [placeOf('settings.baseUrl', read.settings.baseUrl)];
    case 'nats':
      return read.settings.servers.map((text, at) => serverPlace(`servers[${at}]`, text, `${read.settings.tls}`));
    case 'kafka':
      return read.settings.brokers.map((text, at) => serverPlace(`brokers[${at}]`, text, `${read.settings.tls}`));
    case 'command':
    case 'function':
      return [];
  }
}

/** Asked for ids of people. Nothing secret is sent there: requests are only signed. */
function provisionPlaces({ kind, settings }: HandlerSettings): readonly HandlerPlace[] {
  const url = kind === 'http' ? settings.provisionUrl : undefined;
  return url === undefined ? [] : [placeOf('settings.provisionUrl', url)];
}

/**
 * What its secrets are given to, each part of it: hosts, and how they are told from others and asked for a password; a program with its arguments, for the
 * same program may tell its variables to whoever asks.
 */
export function takersOf(read: HandlerSettings): readonly string[] {
  const origins = placesOf(read).map(({ origin }) => origin);
  switch (read.kind) {
    case 'command':
      return [JSON.stringify([read.settings.program, read.settings.args])];
    case 'nats':
      return [...origins, JSON.stringify([read.settings.auth, read.settings.user, read.settings.ca ?? null])];
    case 'kafka':
      return [...origins, JSON.stringify([read.settings.sasl, read.settings.user, read.settings.ca ?? null])];
    default:
      return origins;
  }
}

function placeOf(path: string, text: string): HandlerPlace {
  const url = new URL(text);
  return { path, host: hostNameOf(url), origin: url.origin };
}

function serverPlace(path: string, text: string, tls: string): HandlerPlace {
  return { path: `settings.${path}`, host: serverOf(text).host, origin: `${text} ${tls}` };
}

async function addressFaults(read: HandlerSettings, guard: ResourceParts['guard']): Promise<readonly FieldFault[]> {
  const faults: FieldFault[] = [];
  for (const { path, host } of [...placesOf(read), ...provisionPlaces(read)])
    faults.push(...(await hostFaults(guard, path, host)));
  return faults;
}
