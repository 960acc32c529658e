import { signingKey } from '../../config/handlers/handler-secrets.ts';
import type { Secret } from '../../model/secret.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { ServiceHandler } from '../../model/triggers/tables.ts';
import { change } from '../change.ts';
import { assertNoFaults } from '../field-faults.ts';
import { atVersion, found, updated, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import type { MadeHandler } from './create-handler.ts';
import { type GivenHandlerSecrets, handlerFaults } from './handler-faults.ts';
import { keepHandlerSecrets, keptSecrets, newSigningKey } from './keep-secrets.ts';

/** @throws ConfigError `api.input.invalid`, `api.not.found`, `api.version.changed` */
export async function setHandlerSecrets(
  parts: ControlParts,
  caller: Caller,
  { id, version, secrets }: { readonly id: string; readonly version: number; readonly secrets: GivenHandlerSecrets },
): Promise<ServiceHandler> {
  const detail = { secrets: Object.keys(secrets) };
  return await change(parts, caller, { action: 'handler.secret', kind: 'handler', id, detail }, async (tables) => {
    const before = atVersion(found(await tables.handlers.find(id), 'handler', id), version);
    const kept = await keptSecrets(tables, id);
    assertNoFaults(await handlerFaults({ ...before, given: secrets, kept }, parts.resources));
    const now = parts.clock.now();
    const untested = { ...before, test: undefined, testedAt: undefined };
    // First: of two who come at once, the second waits here, and is told that it was too late.
    const after = updated(await tables.handlers.update(untested, now), id);
    await keepHandlerSecrets(parts, tables, { id, secrets, now });
    return after;
  });
}

/**
 * Makes another key of signatures, which is told now and never again; the one before it signs beside it for a day.
 * @throws ConfigError `api.not.found`, `api.state.wrong`
 */
export async function rotateSigningKey(
  parts: ControlParts,
  caller: Caller,
  id: string,
): Promise<MadeHandler & { readonly signingKey: Secret }> {
  const made = newSigningKey(parts);
  const detail = { secrets: [signingKey] };
  const handler = await change(
    parts,
    caller,
    { action: 'handler.rotate', kind: 'handler', id, detail },
    async (tables) => {
      await tables.handlers.lock(id);
      const before = found(await tables.handlers.find(id), 'handler', id);
      if (before.kind !== 'http') {
        throw wrongState({
          en: `“${before.name}” is not asked at a URL: nothing is signed for it`,
          zh: `“${before.name}”不通过 URL 调用，没有签名密钥`,
        });
      }
      const now = parts.clock.now();
      const after = updated(await tables.handlers.update(before, now), id);
      await keepHandlerSecrets(parts, tables, { id, secrets: { [signingKey]: made }, now });
      return after;
    },
  );
  return { handler, signingKey: made };
}
