import { placeholder } from '../../config/document-fields.ts';
import { ConfigError } from '../../model/errors.ts';
import { Secret } from '../../model/secret.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { ControlParts } from '../parts.ts';

/** What the variables of a file stand for, by their names. */
export type Variables = Readonly<Record<string, string | Secret>>;

/** Of which thing; undefined for one that is to be made. */
interface Owner {
  readonly ownerKind: 'integration' | 'destination' | 'alert_channel' | 'handler';
  readonly ownerId: string | undefined;
}

/** The secrets of a file whose variables have values. */
interface FileSecrets {
  readonly given: Readonly<Record<string, Secret>>;
  /** Those of them that have another value than what is set. */
  readonly changed: Readonly<Record<string, Secret>>;
}

/**
 * The secrets of a file. One whose variable has no value stays as it is.
 * @throws ConfigError `config.variable.missing` for a secret that was never set
 */
export async function readSecrets(
  parts: Pick<ControlParts, 'openVault'>,
  tables: Pick<ServiceTables, 'secrets'>,
  { ownerKind, ownerId }: Owner,
  texts: Readonly<Record<string, string | undefined>>,
  variables: Variables,
): Promise<FileSecrets> {
  const vault = parts.openVault(tables.secrets);
  const read: Record<string, Secret> = {};
  const changed: Record<string, Secret> = {};
  for (const [name, text] of Object.entries(texts)) {
    const variable = placeholder.exec(text ?? '')?.[1];
    if (variable === undefined) continue;
    const known = ownerId === undefined ? undefined : await vault.get({ ownerKind, ownerId, name });
    const secret = Object.hasOwn(variables, variable) ? toSecret(variables[variable]) : undefined;
    if (secret === undefined) {
      if (known === undefined) throw missing(name, variable);
      continue;
    }
    read[name] = secret;
    if (known?.equals(secret) !== true) changed[name] = secret;
  }
  return { given: read, changed };
}

/** Blanks around a value come from files and shells. */
function toSecret(value: string | Secret | undefined): Secret | undefined {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  return text === '' ? undefined : new Secret(text);
}

function missing(name: string, variable: string): ConfigError {
  const path = `secrets.${name}`;
  const message = { en: `the variable ${variable} is not set`, zh: `未设置变量 ${variable}` };
  return new ConfigError({
    code: 'config.variable.missing',
    message: { en: `${path}: ${message.en}`, zh: `${path}：${message.zh}` },
    details: { fields: [{ in: 'body', path, message: message.en, zh: { message: message.zh } }] },
  });
}
