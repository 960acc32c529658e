import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { displayWidth } from '../../src/cli/print/display-width.ts';
import { must } from '../../src/model/errors.ts';
import { untranslated } from '../../src/model/message.ts';
import { sealSaid } from '../../src/triggers/bodies/sealed-rows.ts';
import { RemoteThings } from '../support/remote-things.ts';
import { type InProcessOptions, type InProcessRun, runInProcess } from '../support/run-in-process.ts';

let remote: RemoteThings;
beforeAll(async () => {
  remote = await RemoteThings.start();
}, 120_000);
afterAll(() => remote[Symbol.asyncDispose]());

const run = (argv: readonly string[], options: InProcessOptions = {}): Promise<InProcessRun> =>
  runInProcess(argv, { env: { LARKSTREAM_SERVER: remote.url, LARKSTREAM_TOKEN: remote.token }, ...options });

test('where nothing is, --json says so', async () => {
  await using empty = await RemoteThings.start();
  const env = { LARKSTREAM_SERVER: empty.url, LARKSTREAM_TOKEN: empty.token };
  for (const things of ['triggers', 'handlers', 'sessions', 'turns']) {
    const { code, events } = await run([things, '--json'], { env });
    const last = { event: 'remote_listed', things, shown: 0, total: 0, totalIsAtLeast: false };
    expect({ code, events }).toEqual({ code: 0, events: [last] });
  }
  expect((await run(['turns', 'replay', '--json'], { env })).events).toEqual([{ event: 'turns_replayed', count: 0 }]);
});

test('lists fit on a terminal of 80 columns, with ids whole', async () => {
  const { triggerId, session, turn } = await remote.asked();
  for (const [things, id] of [
    ['triggers', triggerId],
    ['sessions', session.id],
    ['turns', turn.id],
    ['handlers', `ha${triggerId.slice(2)}`],
  ] as const) {
    for (const lang of ['en', 'zh']) {
      const { out } = await run([things, '--lang', lang], { columns: 80 });
      expect(out).toContain(id);
      expect(out.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
    }
  }
});

test('a dry run says of each trigger whether it takes a message and why, and needs a message or events', async () => {
  const { triggerId } = await remote.asked();
  const direct = await run(['triggers', 'dry-run', triggerId, '--text', 'Hello', '--from', 'ou_1']);
  expect({ code: direct.code, out: direct.out }).toEqual({
    code: 0,
    out: expect.stringContaining(`The draft of “${triggerId}” takes it: All conditions hold.`),
  });
  const group = ['triggers', 'dry-run', triggerId, '1', '--text', 'Hello', '--chat-kind', 'group'];
  expect((await run([...group, '--lang', 'zh'])).out).toContain(`“${triggerId}”（版本 1）不会接受：`);
  const mentioned = await run([...group, '--mention', '--json']);
  expect(mentioned.events).toMatchObject([
    { event: 'remote_dry_decision', decision: { event: null, tried: [{ triggerId, outcome: 'taken' }] } },
    { event: 'remote_listed', things: 'decisions', shown: 1 },
  ]);
  const file = join(mkdtempSync(join(tmpdir(), 'dry-')), 'helpdesk.yaml');
  writeFileSync(file, 'messages: { groupStrategy: all }\n');
  const ofFile = ['triggers', 'dry-run', triggerId, '--settings', file, '--text', 'Hello', '--chat-kind', 'group'];
  expect((await run(ofFile)).out).toContain('takes it');
  const twice = await run([...ofFile.slice(0, 3), 'published', ...ofFile.slice(3)]);
  expect({ code: twice.code, error: twice.error }).toEqual({ code: 2, error: expect.stringContaining('published') });
  const both = await run(['triggers', 'dry-run', triggerId, '--last', '3', '--mention']);
  expect({ code: both.code, error: both.error }).toEqual({ code: 2, error: expect.stringContaining('--last') });
});

test('a trigger is paused, resumed, compared and published as what its draft says now', async () => {
  const { triggerId, integrationId } = await remote.asked();
  const { store } = remote.served.it.parts;
  expect((await run(['triggers', 'pause', triggerId])).code).toBe(0);
  expect(await store.triggers.find(triggerId)).toMatchObject({ state: 'paused' });
  const resumed = await run(['triggers', 'resume', triggerId, '--json']);
  expect(resumed.events).toMatchObject([{ event: 'remote_trigger', trigger: { id: triggerId, state: 'published' } }]);
  expect((await run(['triggers', 'diff', triggerId])).out).toBe('Both say the same.\n');
  const deaf = await run(['triggers', 'publish', triggerId]);
  expect({ code: deaf.code, error: deaf.error }).toEqual({ code: 2, error: expect.stringContaining('not published') });
  expect(deaf.out).toMatch(/✗ .*\n +next: /);
  const integration = must(await store.integrations.find(integrationId), 'the integration');
  await store.integrations.update({ ...integration, mode: 'webhook' }, await store.now());
  const same = await run(['triggers', 'publish', triggerId]);
  expect({ code: same.code, error: same.error }).toEqual({ code: 2, error: expect.stringContaining('version 1') });
  const before = must(await store.triggers.find(triggerId), 'the trigger');
  const messages = { ...before.draft.messages, groupStrategy: 'all' } as const;
  await store.triggers.update({ ...before, draft: { ...before.draft, messages } }, await store.now());
  expect((await run(['triggers', 'diff', triggerId])).out).toMatch(/messages\.groupStrategy +"mention" +"all"/);
  const published = await run(['triggers', 'publish', triggerId]);
  expect(published.error).toBe('');
  expect(published.out).toContain(`“${triggerId}” is published as version 2.`);
  const versions = await run(['triggers', 'versions', triggerId, '--json']);
  expect(versions.events).toMatchObject([
    { event: 'remote_version', version: { number: 2 } },
    { event: 'remote_version', version: { number: 1 } },
    { event: 'remote_listed', things: 'versions', shown: 2, total: 2 },
  ]);
});

test('a handler is disabled and enabled by its name, and a test that fails exits with 1', async () => {
  const name = `ha${(await remote.asked()).triggerId.slice(2)}`;
  expect((await run(['handlers', 'disable', name])).out).toMatch(/^Handler “.*” is disabled: .*\n$/);
  const failed = await run(['handlers', 'test', name]);
  expect({ code: failed.code, out: failed.out }).toEqual({ code: 1, out: expect.stringContaining('✗') });
  const enabled = await run(['handlers', 'enable', name, '--json']);
  expect(enabled.events).toMatchObject([{ event: 'remote_handler', handler: { name, disabledAt: null } }]);
});

test('what was said in a session is read, and it is erased once somebody agrees', async () => {
  const { session } = await remote.asked();
  const { store, bodies, newId } = remote.served.it.parts;
  const from = { role: 'user', senderOpenId: 'ou_ann', senderName: 'Ann', expiresAt: undefined } as const;
  const id = newId('sm');
  const text = 'first line\nsecond line';
  const said = { ...from, id, sessionId: session.id, messageId: 'om_1', at: 1, text };
  await store.sessionMessages.add([await sealSaid(bodies, said)]);
  const shown = await run(['sessions', 'show', session.id]);
  expect(shown.out).toMatch(/Ann: first line\n {4}second line/);
  expect((await run(['sessions', 'pin', session.id])).out).toContain('pinned');
  const unasked = await run(['sessions', 'erase', session.id]);
  expect({ code: unasked.code, error: unasked.error }).toEqual({ code: 2, error: expect.stringContaining('--yes') });
  const erased = await run(['sessions', 'erase', session.id, '--yes', '--json']);
  expect(erased.events).toEqual([{ event: 'remote_erased', session: session.id }]);
  const gone = await run(['sessions', 'show', session.id]);
  expect({ code: gone.code, error: gone.error }).toEqual({
    code: 2,
    error: expect.stringContaining('larkstream sessions'),
  });
});

test('turns that have ended are asked again, one by its id and many once somebody has seen how many', async () => {
  const { session, turn } = await remote.asked();
  const { store } = remote.served.it.parts;
  expect((await run(['turns', 'cancel', turn.id])).out).toContain('cancelled');
  const many = ['turns', 'replay', '--session', session.id, '--state', 'cancelled'];
  const unasked = await run(many);
  expect({ code: unasked.code, error: unasked.error }).toEqual({ code: 2, error: expect.stringContaining('one turn') });
  expect(await store.turns.find(turn.id)).toMatchObject({ state: 'cancelled' });
  expect((await run([...many, '--yes', '--json'])).events).toEqual([{ event: 'turns_replayed', count: 1 }]);
  expect((await run(['turns', 'cancel', turn.id])).code).toBe(0);
  const replayed = await run(['turns', 'replay', turn.id, '--json']);
  expect(replayed.events).toMatchObject([{ event: 'remote_turn', turn: { id: turn.id } }]);
});

test('of a turn that was answered an error is told as past, and none in the list', async () => {
  const { turn, session } = await remote.asked();
  const { store } = remote.served.it.parts;
  const { turns } = store;
  const now = await store.now();
  const claim = { holder: 'w', now, leaseMs: 60_000, limit: 100 };
  await turns.claim(claim);
  const failed = { state: 'retrying', lastError: untranslated('HTTP 500'), dueAt: now } as const;
  await turns.end({ id: turn.id, attempt: 1 }, failed, now);
  const list = ['turns', '--session', session.id];
  expect((await run(['turns', 'show', turn.id])).out).toMatch(/next try \(UTC\): \d{4}-.*last error: HTTP 500/s);
  expect((await run(list)).out).toContain('HTTP 500');
  await turns.claim(claim);
  await turns.end({ id: turn.id, attempt: 2 }, { state: 'answered' }, now);
  const { out } = await run(['turns', 'show', turn.id]);
  expect(out).toContain('earlier error: HTTP 500');
  expect(out).not.toContain('next try');
  expect((await run(list)).out).not.toContain('HTTP 500');
  await run(['turns', 'replay', turn.id]);
  expect((await run(['turns', 'show', turn.id])).out, 'it begins anew').not.toContain('HTTP 500');
});

test('a turn whose messages another one has taken over says so', async () => {
  const { turn } = await remote.asked();
  const { store } = remote.served.it.parts;
  const later = must(
    await store.turns.add({ ...turn, state: 'ready', id: `${turn.id}b`, messages: [] }),
    'the later turn',
  );
  expect(await store.turns.merge(turn.id, later.id, await store.now())).toBe(true);
  expect((await run(['turns', 'show', turn.id])).out).toContain('cancelled: its messages went into a later turn');
  await run(['turns', 'cancel', later.id]);
});

test('dead turns are discarded, one by its id and many once somebody has seen how many', async () => {
  const { session, turn } = await remote.asked();
  const { store } = remote.served.it.parts;
  const now = await store.now();
  await store.turns.claim({ holder: 'w', now, leaseMs: 60_000, limit: 100 });
  await store.turns.end({ id: turn.id, attempt: 1 }, { state: 'dead', lastError: untranslated('no') }, now);
  const many = ['turns', 'discard', '--session', session.id];
  const unasked = await run(many);
  expect({ code: unasked.code, error: unasked.error }).toEqual({ code: 2, error: expect.stringContaining('one turn') });
  expect((await run([...many, '--yes', '--json'])).events).toEqual([{ event: 'turns_discarded', count: 1 }]);
  expect((await run([...many, '--yes'])).out).toContain('no such turns that are dead');
  expect((await run(['turns', 'show', turn.id])).out).toContain('discarded');
  const both = await run(['turns', 'discard', turn.id, '--session', session.id]);
  expect({ code: both.code, error: both.error }).toEqual({ code: 2, error: expect.stringContaining('turns discard') });
});

test('why an event was answered or not is said in sentences, with what came of it', async () => {
  const asked = await remote.asked();
  const id = await remote.decidedEvent(asked);
  const { out, error } = await run(['events', 'why', id]);
  expect(error).toBe('');
  expect(out).toContain('“tr_0” (version 1) has not taken it: The group strategy is “mention”.');
  expect(out).toContain(`“${asked.triggerId}” (version 1) has taken it: All conditions hold.`);
  expect(out).toMatch(new RegExp(`Turn ${asked.turn.id}: ready\n +ob_\\w+ the answer waits`));
  const { triggerId } = asked;
  const taken = await run(['events', '--trigger', triggerId, '--decision', 'taken', '--json']);
  expect(taken.events).toMatchObject([{ event: 'remote_event', received: { id } }, { shown: 1 }]);
  const refused = await run(['events', '--trigger', triggerId, '--decision', 'refused', '--lang', 'zh']);
  expect({ code: refused.code, out: refused.out }).toEqual({ code: 0, out: expect.not.stringContaining(id) });
  expect((await run(['events', '--reason', 'not_mentioned', '--json'])).events).toContainEqual(
    expect.objectContaining({ received: expect.objectContaining({ id }) }),
  );
  const chinese = await run(['events', 'why', id, '--lang', 'zh']);
  expect(chinese.out).toContain(`“${asked.triggerId}”（版本 1）已接受：满足全部条件。`);
  const json = await run(['events', 'why', id, '--json']);
  expect(json.events).toMatchObject([{ event: 'remote_why', id, decisions: [{ tried: [{}, { outcome: 'taken' }] }] }]);
  const kept = await run(['events', 'why', await remote.keptEvent()]);
  expect(kept.out).toContain('No trigger has decided about it');
});
