import { isAbsolute, join, normalize, relative, sep, win32 } from 'node:path';
import { ConfigError } from '../../model/errors.ts';
import type { SecretAddress } from '../../model/secret-store.ts';
import type { ServiceDestination } from '../../model/service/destination.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import { isObject, type JsonObject, readObject } from '../../util/json.ts';
import type { ResourceParts } from '../resource-parts.ts';

/** Which secret of the vault: its newest version is meant. */
export type SecretName = Omit<SecretAddress, 'version'>;

/** What a pipeline is made of. */
export interface PipelineOfParts {
  readonly pipeline: Pick<Pipeline, 'tenantKey' | 'modules' | 'streams'>;
  readonly integration: Integration;
  /** Undefined while a draft has none: then the document serves actions that only read. */
  readonly destination: Pick<ServiceDestination, 'id' | 'type' | 'settings'> | undefined;
  /** The folder below which destinations may write files; undefined where the operator has named none. */
  readonly filesRoot: string | undefined;
}

/** A configuration as the command line reads it, in JSON, with `${NAME}` in the place of each secret. */
export interface PipelineDocument {
  readonly text: string;
  /** Where in the vault the secret of each name lies. */
  readonly secrets: Readonly<Record<string, SecretName>>;
}

/** The variable for the address of the store of events. It is of the service itself, so it lies in no vault. */
export const eventStoreVariable = 'LARKSTREAM_EVENT_STORE';
const appSecretVariable = 'LARKSTREAM_APP_SECRET';
const urlVariable = 'LARKSTREAM_DESTINATION_URL';

/**
 * The configuration document of a pipeline, for `parseConfig`. It says nothing of how events are received: receivers do that for
 * the whole integration.
 * @throws ConfigError `serve.files.outside` when files would be written elsewhere than below the root.
 */
export function toConfig({ pipeline, integration, destination, filesRoot }: PipelineOfParts): PipelineDocument {
  const { id, settings } = integration;
  const source = {
    region: integration.region,
    ...(integration.baseUrl === undefined ? {} : { base_url: literal(integration.baseUrl) }),
    credentials: {
      auth_type: integration.kind,
      app_id: literal(integration.appId),
      app_secret: `\${${appSecretVariable}}`,
      ...(pipeline.tenantKey === undefined ? {} : { tenant_key: literal(pipeline.tenantKey) }),
    },
    ...pick(settings, ['rate_limit_scale']),
    modules: literal(pipeline.modules),
  };
  const written = destination === undefined ? nowhere : destinationDocument(destination, filesRoot);
  const document = {
    source,
    destination: written.settings,
    streams: literal(pipeline.streams),
    events: { store: `\${${eventStoreVariable}}`, ...pick(readObject(settings, 'events'), ['reconcile_minutes']) },
  };
  const appSecret = { ownerKind: 'integration', ownerId: id, name: 'app_secret' };
  return { text: JSON.stringify(document, null, 2), secrets: { [appSecretVariable]: appSecret, ...written.secrets } };
}

/** The settings of a destination as a file would have them. */
export interface WrittenDestination {
  readonly settings: unknown;
  readonly secrets: PipelineDocument['secrets'];
}

/** A configuration has a destination; that of a draft without one is never opened. */
const nowhere: WrittenDestination = { settings: { type: 'ndjson', path: 'nowhere' }, secrets: {} };

/** The part of the document that says where rows go. @throws ConfigError `serve.files.outside` */
export function destinationDocument(
  { id, type, settings }: NonNullable<PipelineOfParts['destination']>,
  filesRoot: string | undefined,
): WrittenDestination {
  const { path } = settings;
  if (typeof path === 'string') {
    const below = pathBelow(filesRoot, path);
    return { settings: { type, ...literalObject(settings), path: literal(below) }, secrets: {} };
  }
  return {
    settings: { type, ...literalObject(settings), url: `\${${urlVariable}}` },
    secrets: { [urlVariable]: { ownerKind: 'destination', ownerId: id, name: 'url' } },
  };
}

/** The absolute path of what a destination names relative to the root, or below it. @throws ConfigError `serve.files.outside` */
export function pathBelow(root: string | undefined, path: string): string {
  if (root === undefined) throw withoutFolder();
  const named = isAbsolute(path) ? relative(root, path) : path;
  const leaves = (of: string): boolean => of.split(/[\\/]/).includes('..');
  // Taken as relative, it would lie where nobody looks for it. Drives are refused on every system.
  if (win32.isAbsolute(named) || (leaves(named) && !leaves(path))) throw absolute();
  const inside = normalize(join(sep, named));
  if (leaves(path) || inside === sep || path.includes('\0')) throw outside();
  return join(root, inside);
}

function withoutFolder(): ConfigError {
  return new ConfigError({
    code: 'serve.files.outside',
    message: {
      en: 'This service writes no files: it has no folder for them',
      zh: '此服务不写文件：没有为其指定文件夹',
    },
    cure: {
      en: 'Choose a destination of the type postgres, or have the operator of the service name a folder with --files-root.',
      zh: '请选择 postgres 类型的目标，或请服务的运维者以 --files-root 指定文件夹。',
    },
  });
}

function absolute(): ConfigError {
  return new ConfigError({
    code: 'serve.files.outside',
    message: {
      en: 'The path of the destination is absolute, and not below the folder for files',
      zh: '目标的路径是绝对路径，且不在文件夹之内',
    },
    cure: {
      en: 'Give it relative to that folder, such as lake/company.duckdb, without a slash or a drive at its beginning; the operator names the folder with --files-root.',
      zh: '请填写相对于该文件夹的路径，例如 lake/company.duckdb，开头不含斜杠或盘符；该文件夹由运维者以 --files-root 指定。',
    },
  });
}

/** Proves that no link leads the files of a destination out of the folder. @throws ConfigError `serve.files.outside` */
export function assertStaysInside(
  destination: PipelineOfParts['destination'],
  { filesRoot, leadsOutside }: Pick<ResourceParts, 'filesRoot' | 'leadsOutside'>,
): void {
  const path = destination?.settings.path;
  if (typeof path !== 'string' || filesRoot === undefined) return;
  if (leadsOutside(filesRoot, pathBelow(filesRoot, path))) throw outside();
}

function outside(): ConfigError {
  return new ConfigError({
    code: 'serve.files.outside',
    message: { en: 'The path of the destination leaves the folder for files', zh: '目标的路径超出了文件夹的范围' },
  });
}

/** The same with every text as it is: `${` in it names no variable. */
function literal(value: unknown): unknown {
  // A function, because `$$` in a replacement means a single `$`.
  if (typeof value === 'string') return value.replaceAll('${', () => '$${');
  if (Array.isArray(value)) return value.map(literal);
  return isObject(value) ? literalObject(value) : value;
}

function literalObject(object: JsonObject): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, literal(item)]));
}

function pick(from: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}
