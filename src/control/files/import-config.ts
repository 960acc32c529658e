import { relative } from 'node:path';
import { checkConfig } from '../../config/check-config.ts';
import { parseConfigText } from '../../config/document.ts';
import type { Config, DestinationSettings } from '../../config/settings.ts';
import type { Message } from '../../model/message.ts';
import type { Secret } from '../../model/secret.ts';
import type { Integration } from '../../model/service/integration.ts';
import { isObject, type JsonObject, parseJson } from '../../util/json.ts';

/** What a file of the command line becomes in the service: three drafts, their secrets apart. */
export interface ImportedConfig {
  readonly integration: Pick<Integration, 'region' | 'baseUrl' | 'kind' | 'appId' | 'mode' | 'settings'>;
  readonly integrationSecrets: Readonly<Record<string, Secret>>;
  readonly destination: { readonly type: DestinationSettings['type']; readonly settings: JsonObject };
  readonly destinationSecrets: Readonly<Record<string, Secret>>;
  readonly pipeline: {
    readonly tenantKey: string | undefined;
    readonly modules: JsonObject;
    readonly streams: JsonObject;
  };
  /** What the file says and the service has no place for. */
  readonly remarks: readonly Message[];
}

interface ImportOptions {
  readonly text: string;
  /** As people are told of it. */
  readonly file?: string | undefined;
  /** What the file's `${NAME}` stand for. The environment of the service is not the user's. */
  readonly variables: Readonly<Record<string, string>>;
  /** Relative paths count from here and stay relative. */
  readonly filesRoot: string | undefined;
}

const emptyRoot = '/files';

/**
 * Takes a `larkstream.yaml` apart.
 * @throws ConfigError `config.file.malformed`, `config.variable.missing`, `config.setting.invalid`
 */
export function importConfig({
  text,
  file = 'larkstream.yaml',
  variables,
  filesRoot = emptyRoot,
}: ImportOptions): ImportedConfig {
  const document = parseConfigText(text, file);
  const { config } = checkConfig(document, { file, folder: filesRoot, environment: variables });
  const written = document.value;
  const receives = isObject(written) && isObject(written.events);
  const { source, destination, streams } = config;
  const { region, base_url: baseUrl, credentials, rate_limit_scale } = source;
  const { webhook, reconcile_minutes } = config.events;
  const webhookSettings = webhook && {
    webhook: { old_card_callback: webhook.old_card_callback, proxies: [...webhook.proxies] },
  };
  return {
    integration: {
      region,
      baseUrl,
      kind: credentials.auth_type,
      appId: credentials.app_id,
      mode: receives ? config.events.mode : 'none',
      settings: { rate_limit_scale, events: { reconcile_minutes, ...webhookSettings } },
    },
    integrationSecrets: {
      app_secret: credentials.app_secret,
      ...(webhook && { verification_token: webhook.verification_token }),
      ...(webhook?.encrypt_key && { encrypt_key: webhook.encrypt_key }),
    },
    ...destinationOf(destination, filesRoot),
    pipeline: {
      tenantKey: credentials.auth_type === 'store_app' ? credentials.tenant_key : undefined,
      modules: plain(source.modules),
      streams: plain(streams),
    },
    remarks: remarksOn(config),
  };
}

function destinationOf(
  settings: DestinationSettings,
  root: string,
): Pick<ImportedConfig, 'destination' | 'destinationSecrets'> {
  if (settings.type === 'postgres') {
    const { type, url, ...others } = settings;
    return { destination: { type, settings: plain(others) }, destinationSecrets: { url } };
  }
  const { type, path, ...others } = settings;
  return { destination: { type, settings: { ...plain(others), path: relative(root, path) } }, destinationSecrets: {} };
}

/** As JSON, which has no read-only lists. */
function plain(value: object): JsonObject {
  const json = parseJson(JSON.stringify(value));
  return isObject(json) ? json : {};
}

function remarksOn({ attachments, events, source: { credentials } }: Config): Message[] {
  const hasTokens =
    credentials.auth_type === 'store_app' &&
    (credentials.app_access_token !== undefined || credentials.tenant_access_token !== undefined);
  return [
    ...(attachments === undefined
      ? []
      : [{ en: 'attachments: the service does not download them', zh: 'attachments：服务不下载附件' }]),
    ...(hasTokens
      ? [
          {
            en: 'source.credentials: access tokens from other programs are not taken over; the service gets its own',
            zh: 'source.credentials：不沿用其他程序的 access token，服务会自行获取',
          },
        ]
      : []),
    ...(events.status === undefined
      ? []
      : [{ en: 'events.status: the service has pages of its own', zh: 'events.status：服务自带状态页面' }]),
  ];
}
