import { cleanSettings } from '../../config/check-settings.ts';
import type { Secret } from '../../model/secret.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { assertNoFaults } from '../field-faults.ts';
import type { ControlParts } from '../parts.ts';
import { type IntegrationSecret, integrationFaults } from './integration-faults.ts';

/** Secrets that were given; null takes one away. */
export type GivenSecrets = Readonly<Partial<Record<IntegrationSecret, Secret | null | undefined>>>;

/** An integration that is to be made. */
export interface NewIntegration
  extends Pick<Integration, 'name' | 'region' | 'baseUrl' | 'kind' | 'appId' | 'mode' | 'settings'> {
  readonly secrets: GivenSecrets;
}

/** Makes it within a transaction. @throws ConfigError `api.input.invalid`, `api.name.taken` */
export async function makeIntegration(
  parts: ControlParts,
  tables: ServiceTables,
  id: string,
  { secrets, ...given }: NewIntegration,
): Promise<Integration> {
  const settings = cleanSettings(given.settings);
  assertNoFaults(integrationFaults({ ...given, settings, secrets: texts(secrets) }, parts.resources.allowsBaseUrl));
  const now = parts.clock.now();
  const made = await tables.integrations.insert({
    ...given,
    id,
    settings,
    modeBefore: undefined,
    modeSince: now,
    disconnectedAt: undefined,
    test: undefined,
    testedAt: undefined,
    createdAt: now,
  });
  const vault = parts.openVault(tables.secrets);
  for (const [name, secret] of Object.entries(secrets)) {
    if (secret) await vault.set({ ownerKind: 'integration', ownerId: id, name }, secret);
  }
  return made;
}

/** The texts of secrets that were given, to be checked. */
export function texts(secrets: GivenSecrets): Record<string, string> {
  return Object.fromEntries(
    Object.entries(secrets).flatMap(([name, secret]) => (secret ? [[name, secret.reveal()]] : [])),
  );
}
