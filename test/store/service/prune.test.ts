import { beforeAll, expect, test } from 'vitest';
import { untranslated } from '../../../src/model/message.ts';
import { newRun } from '../../../src/model/service/new-run.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { newServiceStore } from '../../support/service-store.ts';
import { newAccount, newIntegration, newPipeline } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { newOutboxRow, newSession, newSessionMessage, newTurn, withTriggers } from '../../support/trigger-rows.ts';

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const dayMs = 86_400_000;
const now = 1_000 * dayMs;
const retention = { runs: 90, lines: 14, audit: 365, alerts: 30, turns: 30, sessions: 90, people: 400 };
const daysAgo = (days: number): number => now - days * dayMs;

test('old runs go with their lines and attempts, but for the last of each pipeline', async () => {
  await using opened = await newServiceStore(server);
  const { runs, integrations, pipelines } = opened.store;
  await integrations.insert(newIntegration('in_1'));
  const lines = Array.from(
    { length: 700 },
    () => ({ at: daysAgo(1), level: 'info', message: { en: 'x', zh: 'x' } }) as const,
  );
  const done = async (id: string, pipelineId: string, at: number): Promise<void> => {
    await runs.insert(newRun({ id, pipelineId, trigger: 'schedule', queuedAt: at }));
    await runs.beginAttempt(id, 'w', at);
    await runs.note(id, 1, { lines });
    await runs.endAttempt(id, 1, { state: 'succeeded', attemptState: 'succeeded', now: at });
  };
  for (const id of ['pl_1', 'pl_2']) await pipelines.insert(newPipeline(id));
  await done('ru_1', 'pl_1', daysAgo(100));
  await done('ru_2', 'pl_1', daysAgo(91));
  await done('ru_3', 'pl_1', daysAgo(89));
  await done('ru_4', 'pl_2', daysAgo(200));
  await runs.insert(newRun({ id: 'ru_5', pipelineId: 'pl_1', trigger: 'person', queuedAt: daysAgo(300) }));
  expect(await opened.store.prune(retention, now)).toBe(2 * 700 + 2);
  expect((await runs.page({ limit: 9 }, {})).items.map(({ id }) => id)).toEqual(['ru_3', 'ru_4', 'ru_5']);
  expect(await runs.attempts('ru_1')).toEqual([]);
  expect(await runs.lines('ru_1', { afterSeq: 0, limit: 9 })).toEqual([]);
  expect(await runs.lines('ru_3', { afterSeq: 0, limit: 999 })).toHaveLength(700);
  expect(await opened.store.prune(retention, now)).toBe(0);
});

test('the last run that has ended stays while another one goes on for long', async () => {
  await using opened = await newServiceStore(server);
  const { runs, integrations, pipelines } = opened.store;
  await integrations.insert(newIntegration('in_1'));
  await pipelines.insert(newPipeline('pl_1'));
  for (const [id, at] of [
    ['ru_1', daysAgo(200)],
    ['ru_2', daysAgo(190)],
  ] as const) {
    await runs.insert(newRun({ id, pipelineId: 'pl_1', trigger: 'live', queuedAt: at }));
    await runs.beginAttempt(id, 'w', at);
    if (id === 'ru_1') await runs.endAttempt(id, 1, { state: 'cancelled', attemptState: 'cancelled', now: at });
  }
  await opened.store.prune(retention, now);
  expect((await pipelines.standings(['pl_1'], 0)).get('pl_1')).toMatchObject({
    lastRun: { id: 'ru_1', state: 'cancelled' },
    openRun: { id: 'ru_2', state: 'running' },
  });
});

test('old lines go, also of a run that goes on', async () => {
  await using opened = await newServiceStore(server);
  const { runs, integrations, pipelines } = opened.store;
  await integrations.insert(newIntegration('in_1'));
  await pipelines.insert(newPipeline('pl_1'));
  await runs.insert(newRun({ id: 'ru_1', pipelineId: 'pl_1', trigger: 'live', queuedAt: daysAgo(50) }));
  await runs.beginAttempt('ru_1', 'w', daysAgo(50));
  const line = (days: number) => ({ at: daysAgo(days), level: 'info', message: { en: `${days}`, zh: '' } }) as const;
  await runs.note('ru_1', 1, { lines: [line(15), line(13)] });
  await opened.store.prune(retention, now);
  await runs.note('ru_1', 1, { lines: [line(0)] });
  expect((await runs.lines('ru_1', { afterSeq: 0, limit: 9 })).map(({ seq }) => seq)).toEqual([2, 3]);
});

test('audit lines, recovered alerts, signs, answers, sign-ins, failures and links go at their time, and nothing else', async () => {
  await using opened = await newServiceStore(server);
  const { accounts, alerts, answers, audit, changes, door, signIns } = opened.store;
  await accounts.insert(newAccount('ac_1'));
  const line = (days: number) =>
    ({
      id: `au_${days}`,
      at: daysAgo(days),
      actorKind: 'service',
      actorId: undefined,
      actorName: 'service',
      address: undefined,
      requestId: undefined,
      action: 'x',
      objectKind: 'run',
      objectId: undefined,
      detail: {},
    }) as const;
  for (const days of [366, 364]) await audit.add(line(days));
  for (const subjectId of ['a', 'b', 'c']) {
    const given = { id: `al_${subjectId}`, kind: 'disk.full', subjectKind: 'host', subjectId } as const;
    await alerts.open({ ...given, message: { en: 'x', zh: 'x' }, openedAt: daysAgo(400) });
  }
  await alerts.recover('disk.full', 'a', daysAgo(31));
  await alerts.recover('disk.full', 'b', daysAgo(29));
  for (const at of [now - 3_600_001, now - 3_599_999])
    await changes.add({ at, topic: 'run', id: 'x', kind: 'changed' });
  for (const [key, at] of [
    ['old', daysAgo(1) - 1],
    ['new', daysAgo(1) + 1],
  ] as const)
    await answers.begin({ key, actor: 'ac_1', hash: 'h', requestId: 'req_1', now: at });
  for (const [id, expiresAt] of [
    ['si_1', now],
    ['si_2', now + 1],
  ] as const)
    await signIns.insert({
      id,
      hash: id,
      accountId: 'ac_1',
      createdAt: 1,
      seenAt: 1,
      expiresAt,
      address: undefined,
      agent: undefined,
    });
  await door.fail(
    new Map([
      ['old', { count: 1, until: now }],
      ['new', { count: 1, until: now + 1 }],
    ]),
  );
  await door.addSetupLink({ hash: 'old', accountId: undefined, createdAt: 1, expiresAt: now });
  await door.addSetupLink({ hash: 'new', accountId: 'ac_1', createdAt: 1, expiresAt: now + 1 });

  expect(await opened.store.prune(retention, now)).toBe(7);
  expect((await audit.page({ limit: 9 }, {})).items.map(({ id }) => id)).toEqual(['au_364']);
  expect((await alerts.page({ limit: 9 }, {})).items.map(({ id }) => id).sort()).toEqual(['al_b', 'al_c']);
  expect(await changes.after(0, 9)).toMatchObject([{ seq: 2 }]);
  expect(await answers.begin({ key: 'new', actor: 'ac_1', hash: 'h', requestId: 'req_1', now: daysAgo(1) + 2 })).toBe(
    'busy',
  );
  expect(await answers.begin({ key: 'old', actor: 'ac_1', hash: 'other', requestId: 'req_1', now })).toBe('new');
  expect((await signIns.ofAccount('ac_1')).map(({ id }) => id)).toEqual(['si_2']);
  expect([...(await door.failures(['old', 'new']))]).toEqual([['new', { count: 1, until: now + 1 }]]);
  expect(await door.useSetupLink('new', now)).toBeDefined();
});

test('what triggers have done goes at its time, with the keys of conversations that are gone; what is pinned, open or waits stays', async () => {
  await using opened = await newServiceStore(server);
  const { sessions, sessionMessages, turns, outbox, decisions, secrets } = opened.store;
  await withTriggers(opened.store);
  const closed = { state: 'closed', expiresAt: undefined } as const;
  await sessions.insert(newSession('se_1', { ...closed, lastActiveAt: daysAgo(91) }));
  await sessions.insert(newSession('se_2', { ...closed, lastActiveAt: daysAgo(91), isPinned: true }));
  await sessions.insert(newSession('se_3', { ...closed, lastActiveAt: daysAgo(89) }));
  await sessions.insert(newSession('se_4', { lastActiveAt: daysAgo(91) }));
  await sessionMessages.add([
    newSessionMessage('m1', { sessionId: 'se_1' }),
    newSessionMessage('m2', { sessionId: 'se_2', expiresAt: now }),
    newSessionMessage('m3', { sessionId: 'se_2', expiresAt: now + 1 }),
  ]);
  for (const [id, days] of Object.entries({ tu_1: 31, tu_2: 29 })) {
    await turns.add(newTurn(id, { lane: id }));
    await turns.cancel(id, daysAgo(days));
    await outbox.add([newOutboxRow(`ob_${id}`, { turnId: id, lane: id, createdAt: daysAgo(days) })]);
    await outbox.giveUp(id, untranslated('x'), daysAgo(days));
    await decisions.add({ integrationId: 'in_1', eventId: id, decidedAt: daysAgo(days), tried: [] });
  }
  await turns.add(newTurn('tu_3'));
  const key = { keyId: 'k', wrappedKey: Buffer.from('x'), sealed: Buffer.from('x'), version: 1, name: 'bodies' };
  const kinds = { se: 'session', tr: 'trigger', in: 'integration' } as const;
  const owners = { se_1: 91, se_2: 91, se_9: 0, tr_1: 91, tr_8: 91, tr_9: 0, in_1: 91, in_8: 91 };
  for (const [ownerId, days] of Object.entries(owners)) {
    const ownerKind = Object.entries(kinds).find(([prefix]) => ownerId.startsWith(prefix))?.[1] ?? '';
    await secrets.add({ ...key, id: `sec_${ownerId}`, ownerKind, ownerId, createdAt: daysAgo(days) });
  }
  await opened.store.prune(retention, now);
  const idsOf = (page: { readonly items: readonly { readonly id: string }[] }) =>
    page.items.map(({ id }) => id).toSorted();
  expect(idsOf(await sessions.page({ limit: 9 }, {}))).toEqual(['se_2', 'se_3', 'se_4']);
  expect((await sessionMessages.last('se_2', { limit: 9 })).map(({ id }) => id)).toEqual(['m3']);
  expect(idsOf(await turns.page({ limit: 9 }, {}))).toEqual(['tu_2', 'tu_3']);
  expect(idsOf(await outbox.page({ limit: 9 }, {}))).toEqual(['ob_tu_2']);
  expect((await decisions.page({ limit: 9 }, {})).items).toMatchObject([{ eventId: 'tu_2' }]);
  expect((await secrets.page({ afterId: '', limit: 9 })).map(({ ownerId }) => ownerId)).toEqual([
    'in_1',
    'se_2',
    'se_9',
    'tr_1',
    'tr_9',
  ]);
  expect(await server.query(opened.url, 'SELECT lane FROM larkstream.lanes')).toEqual([['lane']]);
});

test('people are forgotten long after they were seen, but for those of whom somebody has said something, or who have a conversation', async () => {
  await using opened = await newServiceStore(server);
  const { larkUsers, sessions } = opened.store;
  await withTriggers(opened.store);
  const seen = (openId: string, days: number) => ({ integrationId: 'in_1', openId, at: daysAgo(days) });
  await larkUsers.see([seen('ou_old', 401), seen('ou_new', 399), seen('ou_blocked', 401), seen('ou_talks', 401)]);
  await larkUsers.change('in_1', 'ou_blocked', { isBlocked: true });
  await sessions.insert(newSession('se_1', { senderOpenId: 'ou_talks' }));
  await opened.store.prune(retention, now);
  const { items } = await larkUsers.page({ limit: 9 }, { integrationId: 'in_1' });
  expect(items.map(({ openId }) => openId).toSorted()).toEqual(['ou_blocked', 'ou_new', 'ou_talks']);
});
