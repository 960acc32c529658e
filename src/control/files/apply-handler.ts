import type { HandlerDocument } from '../../config/bot-documents.ts';
import { cleanSettings } from '../../config/check-settings.ts';
import { signingKey } from '../../config/handlers/handler-secrets.ts';
import { assertNoFaults } from '../field-faults.ts';
import { changeHandler } from '../handlers/change-handler.ts';
import { createHandler } from '../handlers/create-handler.ts';
import { disableHandler, enableHandler } from '../handlers/enable-handler.ts';
import type { ApplyOne, ApplyParts } from './apply-parts.ts';
import { handlerDocument } from './bot-documents.ts';
import { readSecrets } from './given-secrets.ts';
import { planThing } from './plan-things.ts';

/** Makes a handler as its file says. @throws ConfigError as the use cases do */
export const applyHandler: ApplyOne<HandlerDocument> = async (at, given) => {
  const { parts, tables, variables, caller } = at;
  const wanted = { ...given, settings: cleanSettings(given.settings) };
  const { name, type: kind, settings } = wanted;
  const before = at.present.handlers.find((one) => one.name === name);
  const owner = { ownerKind: 'handler', ownerId: before?.id } as const;
  const told = await readSecrets(parts, tables, owner, wanted.secrets, variables);
  const { changed: secrets } = told;
  const plan = planThing(wanted, before && handlerDocument(before), Object.keys(secrets));
  if (before === undefined) {
    const { handler } = await createHandler(parts, caller, { name, kind, settings, secrets });
    at.ids.set(`handler/${name}`, handler.id);
    await bringTo(at, handler.id, wanted.state);
    return plan;
  }
  const message = { en: 'cannot be changed: it is another handler', zh: '不能更改：那是另一个处理程序' };
  assertNoFaults(plan.changes.includes('type') ? [{ path: 'type', message }] : []);
  const { id, version } = before;
  const isOther = plan.changes.some((path) => path.startsWith('settings'));
  if (isOther || Object.keys(secrets).length > 0) {
    // Also those that stay the same: with another address they are to be told. A key of signatures is not sent, and begins anew only where it is another one.
    const { [signingKey]: _, ...sent } = told.given;
    await changeHandler(parts, caller, { id, version, settings, secrets: isOther ? { ...sent, ...secrets } : secrets });
  }
  if (plan.changes.includes('state')) await bringTo(at, id, wanted.state);
  return plan;
};

async function bringTo({ parts, caller }: ApplyParts, id: string, to: HandlerDocument['state']): Promise<void> {
  if (to === 'disabled') await disableHandler(parts, caller, id);
  else if (to === 'enabled') await enableHandler(parts, caller, id);
}
