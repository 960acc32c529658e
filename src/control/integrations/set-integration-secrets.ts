import type { Caller } from '../../model/service/caller.ts';
import type { Integration } from '../../model/service/integration.ts';
import { change } from '../change.ts';
import { assertNoFaults } from '../field-faults.ts';
import { atVersion, found, updated } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { renewLiveRuns } from '../pipelines/open-runs.ts';
import { secretStates } from '../secret-states.ts';
import { integrationFaults } from './integration-faults.ts';
import { type GivenSecrets, texts } from './make-integration.ts';

const minuteMs = 60_000;

/**
 * Sets, changes or takes away secrets. For `overlapMinutes` the old ones are believed beside the new ones, so that no event is lost
 * while a person changes them in the developer console. Likewise where an Encrypt Key is added or taken away: events in plain text are
 * believed beside encrypted ones.
 * @throws ConfigError `api.input.invalid`, `api.not.found`, `api.version.changed`
 */
export async function setIntegrationSecrets(
  parts: ControlParts,
  caller: Caller,
  {
    id,
    version,
    secrets,
    overlapMinutes,
  }: {
    readonly id: string;
    readonly version: number;
    readonly secrets: GivenSecrets;
    readonly overlapMinutes: number;
  },
): Promise<Integration> {
  const detail = { secrets: Object.keys(secrets), overlapMinutes };
  return await change(
    parts,
    caller,
    { action: 'integration.secrets', kind: 'integration', id, detail },
    async (tables) => {
      const before = atVersion(found(await tables.integrations.find(id), 'integration', id), version);
      const set = Object.keys((await secretStates(tables.secrets, 'integration', [id])).get(id) ?? {});
      const kept = set.filter((name) => !Object.entries(secrets).some(([given, to]) => given === name && to === null));
      const known = { ...Object.fromEntries(kept.map((name) => [name, true as const])), ...texts(secrets) };
      assertNoFaults(integrationFaults({ ...before, secrets: known }, parts.resources.allowsBaseUrl));
      const now = parts.clock.now();
      // First: of two who come at once, the second waits here, and is told that it was too late.
      const changed = { ...before, test: undefined, testedAt: undefined };
      const after = updated(await tables.integrations.update(changed, now), id);
      const vault = parts.openVault(tables.secrets);
      for (const [name, secret] of Object.entries(secrets)) {
        const address = { ownerKind: 'integration', ownerId: id, name };
        const isSet = set.includes(name);
        if (secret) {
          if (name === 'encrypt_key' && !isSet && tookPlain(before, set)) await vault.setNone(address);
          await vault.set(address, secret);
        } else if (secret === null && isSet) await vault.setNone(address);
        await tables.secrets.retire(address, now + overlapMinutes * minuteMs);
      }
      await renewLiveRuns(tables, { integrationId: id }, now);
      return after;
    },
  );
}

/** Whether events in plain text, which the token alone proves, were believed until now. */
function tookPlain({ mode, modeBefore }: Integration, set: readonly string[]): boolean {
  return (mode === 'webhook' || modeBefore === 'webhook') && set.includes('verification_token');
}
