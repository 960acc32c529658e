import { parse } from 'node:path';
import { parseConfigText } from '../../config/document.ts';
import { parseThing, type ThingDocument } from '../../config/thing-documents.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { Secret } from '../../model/secret.ts';
import { isObject } from '../../util/json.ts';
import type { ThingFile } from './export-things.ts';
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

interface ReadFiles {
  /** What others refer to comes first. */
  readonly wanted: readonly WantedThing[];
  /** What files of the command line say and the service has no place for. */
  readonly remarks: readonly Message[];
}

interface ReadOptions {
  readonly variables: Readonly<Record<string, string>>;
  readonly filesRoot: string | undefined;
}

/**
 * Reads files of things. A `larkstream.yaml` of the command line is three of them, named as the file is.
 * @throws ConfigError `config.file.malformed`, `config.variable.missing`, `config.setting.invalid`, also for two files of the same thing
 */
export function wantedThings(files: readonly ThingFile[], options: ReadOptions): ReadFiles {
  const remarks: Message[] = [];
  const wanted = files.flatMap((file): WantedThing[] => {
    const { path, text } = file;
    if (!isOfCommandLine(file)) {
      return [{ path, document: parseThing(text, path), variables: options.variables, keepsSchedule: false }];
    }
    const things = ofCommandLine(file, options);
    remarks.push(...things.remarks.map(({ en, zh }) => ({ en: `${path}: ${en}`, zh: `${path}：${zh}` })));
    return [...things.wanted];
  });
  return { wanted: inOrder(wanted), remarks };
}

function isOfCommandLine({ path, text }: ThingFile): boolean {
  const { value } = parseConfigText(text, path);
  return isObject(value) && !Object.hasOwn(value, 'kind') && isObject(value.source);
}

function ofCommandLine({ path, text }: ThingFile, options: ReadOptions): ReadFiles {
  const { name } = parse(path);
  const config = importConfig({ text, ...options });
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

const order: Readonly<Record<ThingDocument['kind'], number>> = { integration: 0, destination: 1, pipeline: 2 };

function inOrder(all: readonly WantedThing[]): readonly WantedThing[] {
  const seen = new Map<string, string>();
  for (const { path, document } of all) {
    const key = `${document.kind}/${document.name}`;
    const other = seen.get(key);
    if (other !== undefined) {
      const message = {
        en: `${path}: ${other} is of the same ${document.kind}`,
        zh: `${path}：${other} 描述的是同一内容`,
      };
      throw new ConfigError({ code: 'config.setting.invalid', message });
    }
    seen.set(key, path);
  }
  return all.toSorted((one, other) => order[one.document.kind] - order[other.document.kind]);
}
