import { ConfigError } from '../../model/errors.ts';
import type { Secret } from '../../model/secret.ts';
import type { HostGuard } from '../../model/service/host-guard.ts';
import type { LoadedConfig } from '../../model/service/loaded-config.ts';
import { throughGuard } from '../destinations/through-guard.ts';
import {
  eventStoreVariable,
  type PipelineDocument,
  type PipelineOfParts,
  type SecretName,
  toConfig,
} from './to-config.ts';

interface Opening {
  /** The newest version; undefined when none was set. */
  readonly openSecret: (name: SecretName) => Promise<Secret | undefined>;
  readonly guard: HostGuard;
}

interface LoadOptions extends PipelineOfParts, Opening {
  readonly eventStore: Secret;
}

/**
 * The configuration of a pipeline with its secrets opened. The host of a database is resolved here, once, and the address that was
 * found to be allowed is the one that is connected to.
 * @throws ConfigError `serve.secret.missing`, `serve.files.outside`, `serve.host.refused`
 */
export async function loadConfig(options: LoadOptions): Promise<LoadedConfig> {
  const { text, secrets } = toConfig(options);
  return { text, secrets: { [eventStoreVariable]: options.eventStore, ...(await openSecrets(secrets, options)) } };
}

/** The values of the variables of a document. @throws ConfigError `serve.secret.missing`, `serve.host.refused` */
export async function openSecrets(
  secrets: PipelineDocument['secrets'],
  { openSecret, guard }: Opening,
): Promise<Record<string, Secret>> {
  const opened: Record<string, Secret> = {};
  for (const [variable, name] of Object.entries(secrets)) {
    const secret = await openSecret(name);
    if (secret === undefined) throw missing(name);
    opened[variable] = name.ownerKind === 'destination' ? await throughGuard(secret, guard) : secret;
  }
  return opened;
}

function missing({ ownerKind, name }: SecretName): ConfigError {
  const owner = ownerKind === 'integration' ? { en: 'integration', zh: '集成' } : { en: 'destination', zh: '目标' };
  return new ConfigError({
    code: 'serve.secret.missing',
    message: { en: `The ${owner.en} has no ${name} set`, zh: `该${owner.zh}未设置 ${name}` },
    details: { owner: ownerKind, name },
  });
}
