import { ConfigError } from '../../model/errors.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { Installation } from '../../model/service/integration.ts';
import { hashSecret, isHashOf, newSecret } from '../accounts/credentials.ts';
import { assertPerson } from '../accounts/own-account.ts';
import type { ShownLink } from '../accounts/setup-links.ts';
import { change } from '../change.ts';
import { found, updated, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { makePipeline } from '../pipelines/make-pipeline.ts';

const linkMs = 7 * 86_400_000;
const thing = 'installation';

/**
 * A link by which somebody binds the tenant to a pipeline draft, once. The one before is good no more. It is shown once; the store has its
 * hash, and the secret stands in the fragment, which browsers send to nobody.
 * @throws ConfigError `api.not.found`, `api.state.wrong`
 */
export async function newClaimLink(parts: ControlParts, caller: Caller, id: string): Promise<ShownLink> {
  const note = { action: 'installation.claim-link', kind: 'installation' as const, id };
  return await change(parts, caller, note, async (tables) => {
    await tables.installations.lock(id);
    const installation = found(await tables.installations.find(id), thing, id);
    assertOpen(installation);
    const now = parts.clock.now();
    const secret = newSecret(parts.randomBytes);
    const claim = { hash: hashSecret(secret), expiresAt: now + linkMs };
    updated(await tables.installations.update({ ...installation, claim }, now), id);
    return { url: `${parts.publicUrl}/claim#installation=${id}&token=${secret}`, expiresAt: claim.expiresAt };
  });
}

/** What somebody sends who follows a claim link. */
export interface Claim {
  readonly id: string;
  readonly secret: string;
  /** Of the draft; made of integration and tenant when undefined. */
  readonly name: string | undefined;
}

/**
 * Uses a claim link up: makes a pipeline draft for the tenant. It runs when somebody has completed and activated it, not before.
 * @throws ConfigError `api.link.invalid`, `api.name.taken`, `api.state.wrong`
 */
export async function claimInstallation(
  parts: ControlParts,
  caller: Caller,
  { id, secret, name }: Claim,
): Promise<Installation> {
  assertPerson(caller);
  const pipelineId = parts.newId('pl');
  const note = { action: 'installation.claim', kind: 'installation' as const, id, detail: { pipelineId } };
  return await change(parts, caller, note, async (tables) => {
    const now = parts.clock.now();
    await tables.installations.lock(id);
    const installation = await tables.installations.find(id);
    const { claim } = installation ?? {};
    // Unknown, used and too old are one answer.
    if (installation === undefined || claim === undefined || claim.expiresAt <= now) throw linkInvalid();
    if (!isHashOf(secret, claim.hash)) throw linkInvalid();
    assertOpen(installation);
    const { integrationId, tenantKey, tenantName } = installation;
    const integration = found(await tables.integrations.find(integrationId), 'integration', integrationId);
    await makePipeline(parts, tables, pipelineId, {
      name: name ?? `${integration.name} ${tenantName ?? tenantKey}`.slice(0, 100),
      integrationId,
      tenantKey,
      destinationId: undefined,
      modules: {},
      streams: {},
      schedule: { kind: 'manual' },
    });
    const claimed = { ...installation, state: 'claimed', pipelineId, claim: undefined } as const;
    return updated(await tables.installations.update(claimed, now), id);
  });
}

function assertOpen({ state, pipelineId }: Installation): void {
  if (state === 'uninstalled') {
    throw wrongState({ en: 'The tenant has removed the app', zh: '该企业已卸载应用' });
  }
  if (pipelineId !== undefined) {
    throw wrongState(
      { en: 'The tenant has a pipeline already', zh: '该企业已有管道' },
      { en: 'Use that pipeline, or delete it first.', zh: '请使用该管道，或先将其删除。' },
    );
  }
}

function linkInvalid(): ConfigError {
  return new ConfigError({
    code: 'api.link.invalid',
    message: { en: 'The link is used up, too old or unknown', zh: '链接已使用、已过期或不存在' },
  });
}
