import { toLarkstreamError } from '../../model/errors.ts';
import type { CheckLine, CheckReport } from '../../model/service/check-report.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { AppFacts } from '../../model/service/look.ts';
import type { Trigger } from '../../model/triggers/conversation.ts';
import { loadIntegration } from '../integrations/test-integration.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { type PublishFacts, publishChecks } from './publish-checks.ts';
import { publishFaults } from './publish-faults.ts';
import { assertSettings } from './read-settings.ts';

type Parts = Pick<ControlParts, 'store' | 'openVault' | 'resources'>;

/**
 * What the draft of a trigger needs, and what of it is missing; the platform is asked.
 * @throws ConfigError `api.not.found`, `api.input.invalid` where something is not filled in, or would never match
 */
export async function checkTrigger(parts: Parts, id: string, signal: AbortSignal): Promise<CheckReport> {
  return await reportOn(parts, found(await parts.store.triggers.find(id), 'trigger', id), signal);
}

/** The same of a trigger that was read. @throws ConfigError `api.input.invalid` */
export async function reportOn(
  parts: Parts,
  trigger: Pick<Trigger, 'id' | 'draft' | 'integrationId' | 'position'>,
  signal: AbortSignal,
): Promise<CheckReport> {
  const { draft, integrationId } = trigger;
  assertSettings(publishFaults(draft));
  const integration = found(await parts.store.integrations.find(integrationId), 'integration', integrationId);
  const handler = await parts.store.handlers.find(draft.handlerId);
  const { facts, lines: asked } = await factsOf(parts, integration, draft.messages.chats.allow, signal);
  const before = await triedBefore(parts, trigger);
  const lines = [modeLine(integration), ...asked, ...publishChecks(draft, { ...facts, handler, before })];
  return { lines, isOk: lines.every(({ outcome }) => outcome !== 'failed') };
}

async function triedBefore(
  { store }: Pick<Parts, 'store'>,
  { id, integrationId, position }: Pick<Trigger, 'id' | 'integrationId' | 'position'>,
): Promise<PublishFacts['before']> {
  const all = await store.triggers.published(integrationId);
  return all
    .filter(({ trigger }) => trigger.id !== id && trigger.position < position)
    .filter(({ trigger }) => trigger.state === 'published' && !trigger.isShadow)
    .map(({ trigger: { name }, published: { settings } }) => ({ name, settings }));
}

const unknown: AppFacts = { granted: undefined, subscribed: undefined, chats: undefined };

/** An app that cannot be asked now is no reason to say that something is missing. */
async function factsOf(
  parts: Parts,
  integration: Integration,
  chats: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly facts: AppFacts; readonly lines: readonly CheckLine[] }> {
  // An app of the store is another one in each company.
  if (integration.kind === 'store_app') return { facts: unknown, lines: [] };
  try {
    const config = await loadIntegration(parts, integration);
    return { facts: await parts.resources.probe.readAppFacts(config, chats, signal), lines: [] };
  } catch (thrown) {
    signal.throwIfAborted();
    const { texts, code } = toLarkstreamError(thrown);
    const title = { en: 'The app answers', zh: '应用可用' };
    const line = { name: 'app', title, message: texts.message, cure: texts.cure, code };
    return { facts: unknown, lines: [{ ...line, outcome: 'warning' }] };
  }
}

function modeLine({ mode, disconnectedAt }: Integration): CheckLine {
  const line = { name: 'mode', title: { en: 'Events come', zh: '接收事件' } };
  if (mode === 'none') {
    const message = { en: 'The integration receives no events', zh: '该集成不接收事件' };
    const cure = {
      en: 'Choose how its events come: a webhook or a long connection',
      zh: '请为集成选择接收事件的方式：Webhook 或长连接',
    };
    return { ...line, outcome: 'failed', message, cure };
  }
  if (disconnectedAt === undefined) return { ...line, outcome: 'ok', message: { en: 'They do', zh: '已启用' } };
  const message = { en: 'The integration is disconnected', zh: '该集成已断开' };
  return { ...line, outcome: 'warning', message, cure: { en: 'Connect it again', zh: '请重新连接' } };
}
