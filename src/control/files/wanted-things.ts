import { parse } from 'node:path';
import { parseConfigText } from '../../config/document.ts';
import { parseThing, type ThingDocument, thingKey } from '../../config/thing-documents.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { Secret } from '../../model/secret.ts';
import { isObject } from '../../util/json.ts';
import type { ThingFile } from './export-things.ts';
import type { FileFaults } from './file-faults.ts';
import type { Variables } from './given-secrets.ts';
import { importConfig } from './import-config.ts';

/** One thing as a file says it. */
export interface WantedThing {
  readonly path: string;
  readonly document: ThingDocument;
  /** What its secrets stand for. */
  readonly variables: Variables;
  /** A file of the command line says nothing of a schedule: that of a pipeline which is there stays. */
  readonly keepsSchedule: boolean;
}

interface FoundThings {
  readonly wanted: readonly WantedThing[];
  readonly remarks: readonly Message[];
}

interface ReadFiles {
  /** What others refer to comes first. */
  readonly wanted: readonly WantedThing[];
  /** What files of the command line say and the service has no place for. */
  readonly remarks: readonly Message[];
  /** Kinds and names of those whose files are wrong, such as `integration/Sales`. */
  readonly unread: ReadonlySet<string>;
  /** A file is so wrong that nobody knows of what it is. */
  readonly isUnknown: boolean;
}

interface ReadOptions {
  readonly variables: Readonly<Record<string, string>>;
  readonly filesRoot: string | undefined;
}

/**
 * Reads files of things, and keeps what is wrong with them, also two files of the same thing. A `larkstream.yaml` of the command line is
 * three of them, named as the file is.
 */
export async function wantedThings(
  files: readonly ThingFile[],
  options: ReadOptions,
  faults: FileFaults,
): Promise<ReadFiles> {
  const wanted: WantedThing[] = [];
  const remarks: Message[] = [];
  const unread = new Set<string>();
  let isUnknown = false;
  for (const file of files) {
    const { path } = file;
    const found = await faults.keep({ file: path, isNamed: true }, () => thingsOf(file, options));
    if (found === undefined) {
      const key = keyOf(file);
      if (key === undefined) isUnknown = true;
      else unread.add(key);
      continue;
    }
    wanted.push(...found.wanted);
    remarks.push(...found.remarks.map(({ en, zh }) => ({ en: `${path}: ${en}`, zh: `${path}：${zh}` })));
  }
  for (const { path, error } of doubles(wanted)) {
    await faults.keep({ file: path, isNamed: true }, () => Promise.reject(error));
  }
  return { wanted: inOrder(wanted), remarks, unread, isUnknown };
}

function thingsOf(file: ThingFile, options: ReadOptions): FoundThings {
  const { path, text } = file;
  if (isOfCommandLine(file)) return ofCommandLine(file, options);
  const document = parseThing(text, path);
  return { wanted: [{ path, document, variables: options.variables, keepsSchedule: false }], remarks: [] };
}

/** Kind and name, as far as a file that is wrong says them. */
function keyOf({ path, text }: ThingFile): string | undefined {
  try {
    const { value } = parseConfigText(text, path);
    if (!isObject(value)) return undefined;
    const { kind, name, integration: of } = value;
    if (typeof kind !== 'string' || typeof name !== 'string') return undefined;
    return thingKey({ kind, name, integration: typeof of === 'string' ? of : undefined });
  } catch {
    return undefined;
  }
}

function isOfCommandLine({ path, text }: ThingFile): boolean {
  const { value } = parseConfigText(text, path);
  return isObject(value) && !Object.hasOwn(value, 'kind') && isObject(value.source);
}

function ofCommandLine({ path, text }: ThingFile, options: ReadOptions): FoundThings {
  const { name } = parse(path);
  const config = importConfig({ text, file: path, ...options });
  const { integration, integrationSecrets, destination, destinationSecrets, pipeline, remarks } = config;
  const { tenantKey, modules, streams } = pipeline;
  const documents: readonly (readonly [ThingDocument, Readonly<Record<string, Secret>>])[] = [
    [
      {
        kind: 'integration',
        name,
        region: integration.region,
        base_url: integration.baseUrl,
        auth_type: integration.kind,
        app_id: integration.appId,
        events: integration.mode,
        settings: integration.settings,
        secrets: ownVariables(integrationSecrets),
      },
      integrationSecrets,
    ],
    [{ kind: 'destination', name, ...destination, secrets: ownVariables(destinationSecrets) }, destinationSecrets],
    [
      {
        kind: 'pipeline',
        name,
        integration: name,
        tenant_key: tenantKey,
        destination: name,
        modules,
        streams,
        schedule: { kind: 'manual' },
      },
      {},
    ],
  ];
  const wanted = documents.map(([document, variables]) => ({ path, document, variables, keepsSchedule: true }));
  return { wanted, remarks };
}

/** Each secret is a variable of its own name. */
function ownVariables(secrets: Readonly<Record<string, Secret>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(secrets).map((name) => [name, `\${${name}}`]));
}

const order: Readonly<Record<ThingDocument['kind'], number>> = {
  integration: 0,
  destination: 1,
  pipeline: 2,
  handler: 3,
  trigger: 4,
  channel: 5,
};

function inOrder(all: readonly WantedThing[]): readonly WantedThing[] {
  return all.toSorted((one, other) => order[one.document.kind] - order[other.document.kind]);
}

function doubles(all: readonly WantedThing[]): readonly { readonly path: string; readonly error: ConfigError }[] {
  const seen = new Map<string, string>();
  return all.flatMap(({ path, document }) => {
    const key = thingKey(document);
    const other = seen.get(key);
    seen.set(key, path);
    if (other === undefined) return [];
    const message = {
      en: `${path}: ${other} is of the same ${document.kind}`,
      zh: `${path}：${other} 描述的是同一内容`,
    };
    return [{ path, error: new ConfigError({ code: 'config.setting.invalid', message }) }];
  });
}
