import { cleanSettings } from '../../config/check-settings.ts';
import type { DestinationDocument } from '../../config/thing-documents.ts';
import { changeDestination } from '../destinations/change-destination.ts';
import { createDestination } from '../destinations/create-destination.ts';
import { setDestinationSecret } from '../destinations/set-destination-secret.ts';
import { assertNoFaults } from '../field-faults.ts';
import type { ApplyOne } from './apply-parts.ts';
import { readSecrets } from './given-secrets.ts';
import { planThing } from './plan-things.ts';
import { destinationDocument } from './thing-documents.ts';

/** Makes a destination as its file says. @throws ConfigError as the use cases do */
export const applyDestination: ApplyOne<DestinationDocument> = async (at, given) => {
  const { parts, tables, variables, caller } = at;
  const wanted = { ...given, settings: cleanSettings(given.settings) };
  const { name, type, settings } = wanted;
  const before = at.present.destinations.find((one) => one.name === name);
  const owner = { ownerKind: 'destination', ownerId: before?.id } as const;
  const { changed: secrets } = await readSecrets(parts, tables, owner, wanted.secrets, variables);
  const { url } = secrets;
  const plan = planThing(wanted, before && destinationDocument(before), Object.keys(secrets));
  if (before === undefined) {
    const made = await createDestination(parts, caller, { name, type, settings, secrets: { url } });
    at.ids.set(`destination/${name}`, made.id);
    return plan;
  }
  const message = { en: 'cannot be changed: it is another destination', zh: '不能更改：那是另一个目标' };
  assertNoFaults(plan.changes.includes('type') ? [{ path: 'type', message }] : []);
  const { id } = before;
  let { version } = before;
  if (url !== undefined) ({ version } = await setDestinationSecret(parts, caller, { id, version, url }));
  if (plan.changes.some((path) => path.startsWith('settings'))) {
    await changeDestination(parts, caller, { id, version, settings });
  }
  return plan;
};
