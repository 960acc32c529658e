import type { Caller } from '../../model/service/caller.ts';
import { change } from '../change.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { loadIntegration } from './test-integration.ts';

/** Asks the tenant's administrator for the scopes that the app lacks. @throws ConfigError `api.not.found`, and what the platform refuses */
export async function applyForScopes(
  parts: ControlParts,
  caller: Caller,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const integration = found(await parts.store.integrations.find(id), 'integration', id);
  await parts.resources.probe.applyForScopes(await loadIntegration(parts, integration), signal);
  await change(parts, caller, { action: 'integration.scopes', kind: 'integration', id }, () => Promise.resolve());
}
