import { ConfigError } from '../../model/errors.ts';
import type { Secret } from '../../model/secret.ts';
import type { HostGuard } from '../../model/service/host-guard.ts';
import type { LoadedConfig } from '../../model/service/loaded-config.ts';
import { throughGuard } from '../destinations/through-guard.ts';
import { eventStoreVariable, type PipelineOfParts, type SecretName, toConfig } from './to-config.ts';

interface LoadOptions extends PipelineOfParts {
  /** The newest version; undefined when none was set. */
  readonly openSecret: (name: SecretName) => Promise<Secret | undefined>;
  readonly eventStore: Secret;
  readonly guard: HostGuard;
}

/**
 * The configuration of a pipeline with its secrets opened. The host of a database is resolved here, once, and the address that was
 * found to be allowed is the one that is connected to.
 * @throws ConfigError `serve.secret.missing`, `serve.files.outside`, `serve.host.refused`
 */
export async function loadConfig(options: LoadOptions): Promise<LoadedConfig> {
  const { text, secrets } = toConfig(options);
  const opened: Record<string, Secret> = { [eventStoreVariable]: options.eventStore };
  for (const [variable, name] of Object.entries(secrets)) {
    const secret = await options.openSecret(name);
    if (secret === undefined) throw missing(name);
    opened[variable] = name.ownerKind === 'destination' ? await throughGuard(secret, options.guard) : secret;
  }
  return { text, secrets: opened };
}

function missing({ ownerKind, name }: SecretName): ConfigError {
  const owner = ownerKind === 'integration' ? { en: 'integration', zh: '集成' } : { en: 'destination', zh: '目标' };
  return new ConfigError({
    code: 'serve.secret.missing',
    message: { en: `The ${owner.en} has no ${name} set`, zh: `该${owner.zh}未设置 ${name}` },
    details: { owner: ownerKind, name },
  });
}
