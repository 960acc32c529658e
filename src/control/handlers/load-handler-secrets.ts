import { type HandlerSecrets, secretsOfHandler } from '../../config/handlers/handler-secrets.ts';
import { readHandler } from '../../config/handlers/read-handler.ts';
import type { Secret } from '../../model/secret.ts';
import type { SecretVault } from '../../model/service/secret-vault.ts';
import type { ServiceHandler } from '../../model/triggers/tables.ts';

/** Opens the secrets that a handler with its settings has. */
export async function loadHandlerSecrets(
  vault: Pick<SecretVault, 'believed'>,
  handler: Pick<ServiceHandler, 'id' | 'kind' | 'settings'>,
): Promise<HandlerSecrets> {
  const read = readHandler(handler.kind, handler.settings);
  const secrets = new Map<string, readonly Secret[]>();
  if ('faults' in read) return secrets;
  for (const { name } of secretsOfHandler(read)) {
    const [newest, ...earlier] = await vault.believed({ ownerKind: 'handler', ownerId: handler.id, name });
    if (newest !== undefined) secrets.set(name, [newest, ...earlier.filter((one) => one !== undefined)]);
  }
  return secrets;
}
