import { faultsIn } from '../../config/check-settings.ts';
import { formatPath } from '../../config/problems.ts';
import type { Integration } from '../../model/service/integration.ts';
import { type JsonObject, readObject } from '../../util/json.ts';
import type { FieldFault } from '../field-faults.ts';

/** The secrets of an integration. */
export const integrationSecrets = ['app_secret', 'verification_token', 'encrypt_key'] as const;
/** Its name in the vault. */
export type IntegrationSecret = (typeof integrationSecrets)[number];

/** An integration as it is to be, and what is known of its secrets. */
export interface IntegrationDraft
  extends Pick<Integration, 'region' | 'baseUrl' | 'kind' | 'appId' | 'mode' | 'settings'> {
  /** As given, or true when an earlier one stays. */
  readonly secrets: Readonly<Partial<Record<IntegrationSecret, string | true>>>;
}

/** Is put where a secret is set already and stays secret. */
const anySecret = 'set';
/** Where the API has what the file of the command line calls otherwise. */
const namesOfSource: Readonly<Record<string, string>> = {
  region: 'region',
  base_url: 'baseUrl',
  'credentials.auth_type': 'kind',
  'credentials.app_id': 'appId',
  'credentials.app_secret': 'secrets.app_secret',
};

/** What is wrong with an integration. */
export function integrationFaults(draft: IntegrationDraft, allowsBaseUrl: boolean): readonly FieldFault[] {
  const misplaced = misplacedSettings(draft.settings);
  return misplaced.length > 0 ? misplaced : [...sourceFaults(draft, allowsBaseUrl), ...eventFaults(draft)];
}

/** What an integration takes of the file's settings; the others have fields of their own, or are secrets. */
const places: Readonly<Record<string, readonly string[]>> = {
  '': ['rate_limit_scale', 'events'],
  events: ['reconcile_minutes', 'webhook'],
  'events.webhook': ['old_card_callback', 'proxies'],
};

/** Names are not shown: what was written for one may be a secret. */
function misplacedSettings(settings: JsonObject): FieldFault[] {
  const groups: readonly (readonly [string, JsonObject])[] = [
    ['', settings],
    ['events', readObject(settings, 'events')],
    ['events.webhook', readObject(readObject(settings, 'events'), 'webhook')],
  ];
  return groups.flatMap(([place, group]) => {
    const known = places[place] ?? [];
    if (Object.keys(group).every((name) => known.includes(name))) return [];
    const message = { en: `may hold only ${known.join(', ')}`, zh: `只能含有 ${known.join('、')}` };
    return [{ path: place === '' ? 'settings' : `settings.${place}`, message }];
  });
}

function sourceFaults(draft: IntegrationDraft, allowsBaseUrl: boolean): FieldFault[] {
  const { region, baseUrl, kind, appId, settings, secrets } = draft;
  const { events: _, ...others } = settings;
  const given = {
    ...others,
    region,
    ...(baseUrl === undefined ? {} : { base_url: baseUrl }),
    credentials: { auth_type: kind, app_id: appId, app_secret: textOf(secrets.app_secret) },
    // What is read is the pipelines' matter.
    modules: { contact: {} },
  };
  const faults = faultsIn('source', given).map(({ path, message }) => {
    const name = formatPath(path);
    return { path: namesOfSource[name] ?? formatPath(['settings', ...path]), message };
  });
  const refused = {
    path: 'baseUrl',
    message: {
      en: 'is not allowed here: the operator of the service allows it with --allow-base-url',
      zh: '此处不允许：须由服务的运维者以 --allow-base-url 允许',
    },
  };
  return baseUrl === undefined || allowsBaseUrl ? faults : [...faults, refused];
}

function eventFaults({ kind, mode, settings, secrets }: IntegrationDraft): FieldFault[] {
  const events = readObject(settings, 'events');
  const isWebhook = mode === 'webhook';
  const hasWebhook = isWebhook || settings.events !== undefined || secrets.verification_token !== undefined;
  const given = {
    ...events,
    ...(hasWebhook && {
      webhook: {
        ...readObject(events, 'webhook'),
        // Every integration has the port of the service, and its id as the last part of the address.
        port: 0,
        verification_token: textOf(secrets.verification_token) ?? (isWebhook ? undefined : anySecret),
        ...(secrets.encrypt_key === undefined ? {} : { encrypt_key: textOf(secrets.encrypt_key) }),
      },
    }),
  };
  const isSecretName = (name: unknown): boolean => integrationSecrets.some((secret) => secret === name);
  const faults = faultsIn('events', given).map(({ path, message }) => {
    const last = path.at(-1);
    return isSecretName(last)
      ? { path: `secrets.${String(last)}`, message }
      : { path: formatPath(['settings', 'events', ...path]), message };
  });
  if (mode !== 'long_connection' || kind === 'custom_app') return faults;
  const message = { en: 'must be webhook or none for a store app', zh: '商店应用只能是 webhook 或 none' };
  return [...faults, { path: 'mode', message }];
}

function textOf(secret: string | true | undefined): string | undefined {
  return secret === true ? anySecret : secret;
}
