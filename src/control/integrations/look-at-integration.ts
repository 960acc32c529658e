import type { LoadedConfig } from '../../model/service/loaded-config.ts';
import type { LookRequest, ScopesOfApp, SeenThing } from '../../model/service/look.ts';
import { found, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { loadIntegration } from './test-integration.ts';

type Parts = Pick<ControlParts, 'store' | 'openVault' | 'resources'>;

/** Whose integration, and of an app of the store, which company. */
export interface LookPlace {
  readonly id: string;
  readonly tenantKey: string | undefined;
}

/** What somebody has pasted into a form: a Base with its tables, an approval. @throws ConfigError `api.not.found`, `api.state.wrong`, and what the platform refuses */
export async function lookThrough(
  parts: Parts,
  place: LookPlace,
  request: LookRequest,
  signal: AbortSignal,
): Promise<SeenThing> {
  return await parts.resources.probe.look(await configAt(parts, place), request, signal);
}

/** The scopes that the app has been granted. @throws ConfigError `api.not.found`, `api.state.wrong`, and what the platform refuses */
export async function grantedTo(parts: Parts, place: LookPlace, signal: AbortSignal): Promise<ScopesOfApp> {
  return await parts.resources.probe.readScopes(await configAt(parts, place), signal);
}

/** The configuration with which a company is asked. */
export async function configAt(parts: Parts, { id, tenantKey }: LookPlace): Promise<LoadedConfig> {
  const integration = found(await parts.store.integrations.find(id), 'integration', id);
  if ((integration.kind === 'store_app') !== (tenantKey !== undefined)) {
    throw wrongState(
      { en: 'An app of the store, and no other, is asked about a company', zh: '仅商店应用需要指定企业' },
      {
        en: 'Give `tenantKey` for an app of the store, and leave it out for a custom app.',
        zh: '商店应用请填写 `tenantKey`，自建应用请勿填写。',
      },
    );
  }
  return await loadIntegration(parts, integration, tenantKey);
}
