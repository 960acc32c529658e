import { cleanSettings } from '../../config/check-settings.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { JsonObject } from '../../util/json.ts';
import { change } from '../change.ts';
import { assertNoFaults } from '../field-faults.ts';
import { atVersion, found, updated } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { renewLiveRuns } from '../pipelines/open-runs.ts';
import { secretStates } from '../secret-states.ts';
import { integrationFaults } from './integration-faults.ts';

/** What is to be different. The app stays: another app is another integration. */
export interface IntegrationChange {
  readonly name?: string | undefined;
  /** Null for the host of the region. */
  readonly baseUrl?: string | null | undefined;
  /** All of them anew. */
  readonly settings?: JsonObject | undefined;
}

/** @throws ConfigError `api.input.invalid`, `api.name.taken`, `api.not.found`, `api.version.changed` */
export async function changeIntegration(
  parts: ControlParts,
  caller: Caller,
  { id, version, ...given }: IntegrationChange & { readonly id: string; readonly version: number },
): Promise<Integration> {
  const detail: JsonObject = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return await change(
    parts,
    caller,
    { action: 'integration.change', kind: 'integration', id, detail },
    async (tables) => {
      const before = atVersion(found(await tables.integrations.find(id), 'integration', id), version);
      const { name = before.name, baseUrl = before.baseUrl ?? null, settings = before.settings } = given;
      const after = { ...before, name, baseUrl: baseUrl ?? undefined, settings: cleanSettings(settings) };
      await assertFine(parts, tables, after);
      const isTested = given.settings === undefined && given.baseUrl === undefined;
      const tested = isTested ? {} : { test: undefined, testedAt: undefined };
      const now = parts.clock.now();
      if (!isTested) await renewLiveRuns(tables, { integrationId: id }, now);
      return updated(await tables.integrations.update({ ...after, ...tested }, now), id);
    },
  );
}

/** With the secrets that it has. @throws ConfigError `api.input.invalid` */
export async function assertFine(parts: ControlParts, tables: ServiceTables, integration: Integration): Promise<void> {
  const states = (await secretStates(tables.secrets, 'integration', [integration.id])).get(integration.id) ?? {};
  const secrets = Object.fromEntries(Object.keys(states).map((name) => [name, true as const]));
  assertNoFaults(integrationFaults({ ...integration, secrets }, parts.resources.allowsBaseUrl));
}
