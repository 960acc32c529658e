import type { Caller } from '../../model/service/caller.ts';
import type { CheckLine, CheckReport } from '../../model/service/check-report.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { LoadedConfig } from '../../model/service/loaded-config.ts';
import type { IntegrationQuestions } from '../../model/service/service-probe.ts';
import type { JsonObject } from '../../util/json.ts';
import { change } from '../change.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { loadConfig } from '../pipelines/load-config.ts';
import { moduleFaults } from '../pipelines/pipeline-faults.ts';

/** What a test tells: each check as it is done, then the whole, which has been kept. */
export type TestNews =
  | { readonly kind: 'check'; readonly line: CheckLine }
  | { readonly kind: 'report'; readonly report: CheckReport };

/**
 * Tests an app with what its pipelines read, drafts included. Begins when it is listened to.
 * @throws ConfigError `api.not.found`, `serve.secret.missing`
 */
export async function testIntegration(
  parts: ControlParts,
  caller: Caller,
  id: string,
  signal: AbortSignal,
): Promise<AsyncIterable<TestNews>> {
  const integration = found(await parts.store.integrations.find(id), 'integration', id);
  const modules = await modulesOf(parts, id);
  const config = await loadIntegration(parts, integration);
  const { mode } = integration;
  const webhook = mode === 'webhook' ? await webhookOf(parts, id) : undefined;
  const questions = { config, modules, mode, webhook, ownConnections: undefined };
  return tell(parts, caller, { id, questions }, signal);
}

interface Asked {
  readonly id: string;
  readonly questions: IntegrationQuestions;
}

async function* tell(
  parts: ControlParts,
  caller: Caller,
  { id, questions }: Asked,
  signal: AbortSignal,
): AsyncGenerator<TestNews> {
  const checks = parts.resources.probe.testIntegration(questions, signal);
  for (;;) {
    const { done, value } = await checks.next();
    if (done === true) {
      yield { kind: 'report', report: await keep(parts, caller, id, value) };
      return;
    }
    yield { kind: 'check', line: value };
  }
}

async function keep(parts: ControlParts, caller: Caller, id: string, report: CheckReport): Promise<CheckReport> {
  const detail = { isOk: report.isOk };
  return await change(
    parts,
    caller,
    { action: 'integration.test', kind: 'integration', id, detail },
    async (tables) => {
      await tables.integrations.noteTest(id, report, parts.clock.now());
      return report;
    },
  );
}

async function webhookOf(parts: ControlParts, id: string): Promise<IntegrationQuestions['webhook']> {
  const vault = parts.openVault(parts.store.secrets);
  const verificationToken = await vault.get({ ownerKind: 'integration', ownerId: id, name: 'verification_token' });
  if (verificationToken === undefined) return undefined;
  const encryptKey = await vault.get({ ownerKind: 'integration', ownerId: id, name: 'encrypt_key' });
  return { url: webhookUrlOf(parts, id), verificationToken, encryptKey };
}

/** Where the platform posts the events of an integration. */
export function webhookUrlOf({ publicUrl }: Pick<ControlParts, 'publicUrl'>, id: string): string {
  return `${publicUrl}/api/lark/webhook/${id}`;
}

/** What each of its pipelines reads; of very many, the newest are looked at. */
async function modulesOf({ store }: ControlParts, integrationId: string): Promise<readonly JsonObject[]> {
  const { items } = await store.pipelines.page({ limit: 100 }, { integrationId });
  return items.map(({ modules }) => modules).filter((modules) => moduleFaults(modules).length === 0);
}

/** The configuration of an integration by itself, or in one tenant of an app of the store. @throws ConfigError `serve.secret.missing` */
export async function loadIntegration(
  parts: Pick<ControlParts, 'store' | 'openVault' | 'resources'>,
  integration: Integration,
  tenantKey?: string,
): Promise<LoadedConfig> {
  const vault = parts.openVault(parts.store.secrets);
  const { guard, eventStore } = parts.resources;
  return await loadConfig({
    integration,
    // A configuration has a module; nobody reads it.
    pipeline: { tenantKey, modules: { contact: {} }, streams: {} },
    destination: undefined,
    filesRoot: undefined,
    eventStore,
    guard,
    openSecret: vault.get.bind(vault),
  });
}
