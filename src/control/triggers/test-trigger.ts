import type { Language } from '../../model/message.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { Handler, HandlerRequest, HistoryItem, ReplyPart } from '../../model/triggers/handler.ts';
import { change } from '../change.ts';
import { loadHandlerSecrets } from '../handlers/load-handler-secrets.ts';
import { noDownloads } from '../handlers/no-downloads.ts';
import { found, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { messageOf } from './dry-run-subject.ts';
import { type SettingsAt, type VersionName, versionAt } from './trigger-versions.ts';

/** What somebody says to try a handler, and what was said before. */
export interface TestTalk {
  readonly id: string;
  readonly version: VersionName;
  readonly text: string;
  readonly language: Language;
  /** The oldest first. */
  readonly history: readonly Pick<HistoryItem, 'role' | 'text'>[];
}

/**
 * What the handler of a version answers, piece by piece. Nothing of it is kept, and nobody on Lark sees it.
 * @throws ConfigError `api.not.found`, `api.state.wrong` without a handler, or with one that is disabled
 */
export async function testTrigger(
  parts: ControlParts,
  caller: Caller,
  talk: TestTalk,
  signal: AbortSignal,
): Promise<AsyncIterable<ReplyPart>> {
  const at = await versionAt(parts.store, talk.id, talk.version);
  // Who listens tries what they are working on, also before there is a handler.
  const listener = await parts.resources.listenerOf(talk.id, { ids: [], accountId: caller.accountId });
  const tried = listener ?? (await handlerOf(parts, at.settings.handlerId));
  const request = await requestFor(parts, caller, talk, at);
  await change(parts, caller, { action: 'trigger.test', kind: 'trigger', id: talk.id }, () => Promise.resolve());
  return tried.handle(request, noDownloads(signal));
}

async function handlerOf({ store, openVault, resources }: ControlParts, id: string): Promise<Handler> {
  const handler = id === '' ? undefined : await store.handlers.find(id);
  if (handler === undefined) throw wrongState({ en: 'It has no handler', zh: '尚未选择处理程序' });
  if (handler.disabledAt !== undefined) throw wrongState({ en: 'Its handler is disabled', zh: '其处理程序已停用' });
  return resources.createHandler(handler, await loadHandlerSecrets(openVault(store.secrets), handler));
}

async function requestFor(
  { store, newId, clock }: ControlParts,
  caller: Caller,
  { id, text, language, history }: TestTalk,
  { number }: SettingsAt,
): Promise<HandlerRequest> {
  const trigger = found(await store.triggers.find(id), 'trigger', id);
  const { integrationId } = trigger;
  const integration = found(await store.integrations.find(integrationId), 'integration', integrationId);
  const openId = 'ou_test';
  const now = clock.now();
  const said = { chatKind: 'direct', chatId: 'oc_test', threadId: undefined, openId, type: 'text' } as const;
  const typed = { ...said, text, isBot: false, mentionsBot: false, mentionsAll: false, departments: undefined };
  return {
    id: newId('tu'),
    attempt: 1,
    kind: 'test',
    trigger: { id, name: trigger.name, version: number },
    integration: { id: integrationId, appId: integration.appId, region: integration.region },
    tenantKey: 'test',
    // One conversation a person: those who try at the same time do not hear each other.
    session: {
      id: 'test',
      conversationId: `test-${caller.accountId ?? 'service'}`,
      isNew: history.length === 0,
      chatId: 'oc_test',
      threadId: undefined,
    },
    user: { openId, unionId: undefined, name: caller.name, handlerUserId: undefined, language },
    text,
    messages: [{ ...messageOf(typed, { openId, user: undefined, now }), id: 'om_test' }],
    history: history.map((item) => ({ ...item, name: item.role === 'user' ? caller.name : undefined, at: now })),
    event: undefined,
    replyHandle: undefined,
  };
}
