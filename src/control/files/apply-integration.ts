import { cleanSettings } from '../../config/check-settings.ts';
import type { IntegrationDocument } from '../../config/thing-documents.ts';
import type { Integration } from '../../model/service/integration.ts';
import { assertNoFaults } from '../field-faults.ts';
import { changeIntegration } from '../integrations/change-integration.ts';
import { changeMode } from '../integrations/change-mode.ts';
import { createIntegration } from '../integrations/create-integration.ts';
import { setIntegrationSecrets } from '../integrations/set-integration-secrets.ts';
import type { ApplyOne, ApplyParts } from './apply-parts.ts';
import { readSecrets } from './given-secrets.ts';
import { planThing } from './plan-things.ts';
import { integrationDocument } from './thing-documents.ts';

/** Events that were signed with the secret before are believed for a day. */
const overlapMinutes = 1440;

/** Makes an integration as its file says. @throws ConfigError as the use cases do */
export const applyIntegration: ApplyOne<IntegrationDocument> = async (at, given) => {
  const { parts, tables, variables, caller } = at;
  const wanted = { ...given, settings: cleanSettings(given.settings) };
  const before = at.present.integrations.find(({ name }) => name === wanted.name);
  const owner = { ownerKind: 'integration', ownerId: before?.id } as const;
  const told = await readSecrets(parts, tables, owner, wanted.secrets, variables);
  const { changed: secrets } = told;
  const plan = planThing(wanted, before && integrationDocument(before), Object.keys(secrets));
  if (before !== undefined) {
    assertSameApp(plan.changes);
    if (plan.action === 'change') await change(at, { before, wanted, told, changes: plan.changes });
    return plan;
  }
  const { name, region, base_url: baseUrl, auth_type: kind, app_id: appId, events: mode, settings } = wanted;
  const made = await createIntegration(parts, caller, { name, region, baseUrl, kind, appId, mode, settings, secrets });
  at.ids.set(`integration/${name}`, made.id);
  return plan;
};

/** The app stays: another app is another integration. */
function assertSameApp(changes: readonly string[]): void {
  const message = {
    en: 'cannot be changed: another app is another integration',
    zh: '不能更改：另一个应用是另一个集成',
  };
  const fixed = changes.filter((path) => ['region', 'auth_type', 'app_id'].includes(path));
  assertNoFaults(fixed.map((path) => ({ path, message })));
}

interface Difference {
  readonly before: Integration;
  readonly wanted: IntegrationDocument;
  readonly told: Awaited<ReturnType<typeof readSecrets>>;
  readonly changes: readonly string[];
}

async function change({ parts, caller }: ApplyParts, { before, wanted, told, changes }: Difference): Promise<void> {
  const { id } = before;
  let { version } = before;
  // Secrets first: another way of events may need them.
  if (Object.keys(told.changed).length > 0) {
    const { changed: secrets } = told;
    ({ version } = await setIntegrationSecrets(parts, caller, { id, version, secrets, overlapMinutes }));
  }
  if (changes.some((path) => path === 'base_url' || path.startsWith('settings'))) {
    const { settings, base_url: baseUrl = null } = wanted;
    const { app_secret: secret } = told.given;
    // Also one that stays the same: with another host it is to be told.
    const secrets = secret !== undefined && changes.includes('base_url') ? { app_secret: secret } : undefined;
    ({ version } = await changeIntegration(parts, caller, { id, version, baseUrl, settings, secrets }));
  }
  // Its pipelines come after it, and may not be live any more.
  const leavesFollowers = true;
  if (changes.includes('events')) {
    await changeMode(parts, caller, { id, version, mode: wanted.events, leavesFollowers });
  }
}
