import { cleanSettings } from '../../config/check-settings.ts';
import type { Secret } from '../../model/secret.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { JsonObject } from '../../util/json.ts';
import { assertNoToken } from '../accounts/own-account.ts';
import { change } from '../change.ts';
import { assertNoFaults } from '../field-faults.ts';
import { signInsBy } from '../identity/sign-ins-by.ts';
import { atVersion, found, updated } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { renewLiveRuns } from '../pipelines/open-runs.ts';
import { secretStates } from '../secret-states.ts';
import { sentElsewhere } from '../sent-elsewhere.ts';
import { integrationFaults } from './integration-faults.ts';

const secretPath = 'secrets.app_secret';

/** What is to be different. The app stays: another app is another integration. */
export interface IntegrationChange {
  readonly name?: string | undefined;
  /** Null for the host of the region. */
  readonly baseUrl?: string | null | undefined;
  /** All of them anew. */
  readonly settings?: JsonObject | undefined;
  /** Needed for another host, to which the one that is kept is never sent. */
  readonly secrets?: { readonly app_secret: Secret } | undefined;
}

/** @throws ConfigError `api.input.invalid`, `api.name.taken`, `api.not.found`, `api.version.changed`; `api.role.denied` for another host by a token where people sign in through it */
export async function changeIntegration(
  parts: ControlParts,
  caller: Caller,
  { id, version, secrets, ...given }: IntegrationChange & { readonly id: string; readonly version: number },
): Promise<Integration> {
  const told = Object.entries(given).filter(([, value]) => value !== undefined);
  const detail: JsonObject = { ...Object.fromEntries(told), ...(secrets && { secrets: Object.keys(secrets) }) };
  return await change(
    parts,
    caller,
    { action: 'integration.change', kind: 'integration', id, detail },
    async (tables, tellBefore) => {
      const before = atVersion(found(await tables.integrations.find(id), 'integration', id), version);
      tellBefore({ name: before.name, baseUrl: before.baseUrl, settings: before.settings });
      const { name = before.name, baseUrl = before.baseUrl ?? null, settings = before.settings } = given;
      const after = { ...before, name, baseUrl: baseUrl ?? undefined, settings: cleanSettings(settings) };
      if (after.baseUrl !== before.baseUrl && caller.kind === 'token') await assertNoProof(tables, caller, id);
      // An app that is made has its secret.
      if (after.baseUrl !== before.baseUrl && secrets === undefined) assertNoFaults([sentElsewhere(secretPath)]);
      await assertFine(parts, tables, after);
      const isTested = given.settings === undefined && given.baseUrl === undefined && secrets === undefined;
      const tested = isTested ? {} : { test: undefined, testedAt: undefined };
      const now = parts.clock.now();
      if (!isTested) await renewLiveRuns(tables, { integrationId: id }, now);
      const kept = updated(await tables.integrations.update({ ...after, ...tested }, now), id);
      if (secrets !== undefined) await keepSecret(parts, tables, { id, secret: secrets.app_secret, now });
      return kept;
    },
  );
}

async function keepSecret(
  { openVault }: ControlParts,
  { secrets }: ServiceTables,
  { id, secret, now }: { readonly id: string; readonly secret: Secret; readonly now: number },
): Promise<void> {
  const address = { ownerKind: 'integration', ownerId: id, name: 'app_secret' };
  await openVault(secrets).set(address, secret);
  await secrets.retire(address, now);
}

/** The host says who people are that sign in through the app: a token that named another one would let in whom it likes. */
async function assertNoProof(tables: ServiceTables, caller: Caller, id: string): Promise<void> {
  if ((await signInsBy(tables, id)).length > 0) assertNoToken(caller);
}

/** With the secrets that it has. @throws ConfigError `api.input.invalid` */
export async function assertFine(parts: ControlParts, tables: ServiceTables, integration: Integration): Promise<void> {
  const states = (await secretStates(tables.secrets, 'integration', [integration.id])).get(integration.id) ?? {};
  const secrets = Object.fromEntries(Object.keys(states).map((name) => [name, true as const]));
  assertNoFaults(integrationFaults({ ...integration, secrets }, parts.resources.allowsBaseUrl));
}
