import type { AskedTurn } from './asked-turn.ts';
import type { RemoteThings } from './remote-things.ts';
import type { Situations } from './walk.ts';

/** Gives one thing each time: what was made before, one after another. */
export type Supply = (make: () => Promise<string>) => Promise<() => string>;

/** Commands about the bots of a service elsewhere. */
export async function botSituations(
  remote: RemoteThings,
  { supply, tokenFile }: { readonly supply: Supply; readonly tokenFile: string },
): Promise<Situations> {
  const at = ['--server', remote.url];
  const env = { LARKSTREAM_TOKEN: remote.token };
  const fine = { isFine: true, hasValues: true, env } as const;
  const byFile = ['--token-file', tokenFile, ...at];
  const asked = await remote.asked();
  const { triggerId, session, turn, integrationId } = asked;
  const decided = await remote.decidedEvent(asked);
  const kept = await remote.keptEvent();
  const silent = await remote.silentHandler();
  const sessionId = async (given: Parameters<typeof remote.asked>[0] = {}): Promise<string> =>
    (await remote.asked(given)).session.id;
  const toClose = await supply(sessionId);
  const toReset = await supply(sessionId);
  const toHandOver = await supply(sessionId);
  const toTakeBack = await supply(() => sessionId({ session: { state: 'handed_over' } }));
  const toErase = await supply(sessionId);
  const toCancel = await supply(async () => (await remote.asked()).turn.id);
  const toReplay = await supply(async () => (await ended(remote)).turn.id);
  const many = await supply(async () => (await ended(remote)).session.id);
  return {
    'triggers: of a service': { ...fine, argv: () => ['triggers', ...at, '--limit', '2', '--state', 'published'] },
    'triggers list: none of the integration': {
      ...fine,
      argv: () => ['triggers', 'list', '--integration', 'SALES', ...byFile],
    },
    'triggers show': { ...fine, argv: () => ['triggers', 'show', triggerId, ...at] },
    'triggers show: a name that is none': { env, argv: () => ['triggers', 'show', 'Helpdsk', ...at] },
    'triggers show: none is named': { env, argv: () => ['triggers', 'show', ...at] },
    'triggers show: there is none': { env, argv: () => ['triggers', 'show', 'tr_nosuch', ...at] },
    'triggers show: takes no version': { env, argv: () => ['triggers', 'show', triggerId, '3', ...at] },
    'triggers publish: it is published': {
      env,
      hasValues: true,
      argv: () => ['triggers', 'publish', triggerId, ...at],
    },
    'triggers pause': { isAnyCode: true, hasValues: true, env, argv: () => ['triggers', 'pause', triggerId, ...at] },
    'triggers resume': { isAnyCode: true, hasValues: true, env, argv: () => ['triggers', 'resume', triggerId, ...at] },
    'triggers dry-run: a message': {
      ...fine,
      argv: () => [
        ...['triggers', 'dry-run', triggerId, 'draft', '--text', '1', '--chat-kind', 'group', '--from', 'ou_1'],
        ...['--mention', ...at],
      ],
    },
    'triggers dry-run: no events': {
      ...fine,
      argv: () => ['triggers', 'dry-run', triggerId, '1', '--last', '3', ...at],
    },
    'triggers dry-run: about nothing': { env, argv: () => ['triggers', 'dry-run', triggerId, ...at] },
    'triggers dry-run: a wrong version': {
      env,
      argv: () => ['triggers', 'dry-run', triggerId, 'x', '--last', '3', ...at],
    },
    'triggers dry-run: settings of no file': {
      env,
      argv: () => ['triggers', 'dry-run', triggerId, '--settings', 'nosuch.yaml', '--last', '3', ...at],
    },
    'triggers diff: a wrong version': { env, argv: () => ['triggers', 'diff', triggerId, '1..x', ...at] },
    'triggers listen: to no address': {
      env,
      argv: () => ['triggers', 'listen', triggerId, '--forward', 'no-address', '--key-file', 'key', ...at],
    },
    'triggers listen: to all and to some': {
      env,
      argv: () => [
        'triggers',
        'listen',
        triggerId,
        '--forward',
        'http://127.0.0.1:1',
        '--all',
        '--from',
        'ou_1',
        ...at,
      ],
    },
    'events: of a trigger': { ...fine, argv: () => ['events', '--trigger', triggerId, ...at] },
    'triggers versions': { ...fine, argv: () => ['triggers', 'versions', triggerId, ...at] },
    'triggers diff: the same': { ...fine, argv: () => ['triggers', 'diff', triggerId, '1..draft', ...at] },
    'handlers: of a service': { ...fine, argv: () => ['handlers', 'list', '--limit', '2', ...byFile] },
    'handlers show': { ...fine, argv: () => ['handlers', 'show', `ha${triggerId.slice(2)}`, ...at] },
    'handlers show: there is none': { env, argv: () => ['handlers', 'show', 'hd_nosuch', ...at] },
    'handlers test: nobody answers': {
      env,
      hasValues: true,
      argv: () => ['handlers', 'test', silent, ...at],
    },
    'handlers disable': { ...fine, argv: () => ['handlers', 'disable', `ha${triggerId.slice(2)}`, ...at] },
    'handlers enable': { ...fine, argv: () => ['handlers', 'enable', `ha${triggerId.slice(2)}`, ...at] },
    'sessions: of a service': {
      ...fine,
      argv: () => [
        'sessions',
        'list',
        '--limit',
        '5',
        '--trigger',
        triggerId,
        '--state',
        'open',
        '--search',
        'Ann',
        ...byFile,
      ],
    },
    'sessions: there are none': { ...fine, argv: () => ['sessions', '--search', 'nobody', ...at] },
    'sessions show': { ...fine, argv: () => ['sessions', 'show', session.id, ...at] },
    'sessions show: none is named': { env, argv: () => ['sessions', 'show', ...at] },
    'sessions show: there is none': { env, argv: () => ['sessions', 'show', 'se_nosuch', ...at] },
    'sessions pin': { ...fine, argv: () => ['sessions', 'pin', session.id, ...at] },
    'sessions unpin': { ...fine, argv: () => ['sessions', 'unpin', session.id, ...at] },
    'sessions close': { ...fine, argv: () => ['sessions', 'close', toClose(), ...at] },
    'sessions reset': { ...fine, argv: () => ['sessions', 'reset', toReset(), ...at] },
    'sessions hand-over': { ...fine, argv: () => ['sessions', 'hand-over', toHandOver(), ...at] },
    'sessions take-back': { ...fine, argv: () => ['sessions', 'take-back', toTakeBack(), ...at] },
    'sessions erase': { ...fine, argv: () => ['sessions', 'erase', toErase(), '--yes', ...at] },
    'sessions erase: nobody is there to agree': { env, argv: () => ['sessions', 'erase', session.id, ...at] },
    'turns: of a service': {
      ...fine,
      argv: () => ['turns', 'list', '--limit', '5', '--trigger', triggerId, '--session', session.id, ...byFile],
    },
    'turns: there are none': { ...fine, argv: () => ['turns', '--state', 'retrying', ...at] },
    'turns show': { ...fine, argv: () => ['turns', 'show', turn.id, ...at] },
    'turns show: there is none': { env, argv: () => ['turns', 'show', 'tu_nosuch', ...at] },
    'turns show: none is named': { env, argv: () => ['turns', 'show', ...at] },
    'turns cancel': { ...fine, argv: () => ['turns', 'cancel', toCancel(), ...at] },
    'turns replay': { ...fine, argv: () => ['turns', 'replay', toReplay(), ...at] },
    'turns replay: those of a session': {
      ...fine,
      argv: () => ['turns', 'replay', '--session', many(), '--state', 'cancelled', '--yes', ...at],
    },
    'turns discard: there are none': { ...fine, argv: () => ['turns', 'discard', '--trigger', triggerId, ...at] },
    'turns discard: it is not dead': { env, argv: () => ['turns', 'discard', turn.id, ...at] },
    'turns replay: there are none': { ...fine, argv: () => ['turns', 'replay', '--trigger', triggerId, ...at] },
    'turns replay: they have not ended': { env, argv: () => ['turns', 'replay', '--state', 'ready', ...at] },
    'turns replay: one, and a filter': { env, argv: () => ['turns', 'replay', turn.id, '--state', 'dead', ...at] },
    'events why: it was taken': { ...fine, argv: () => ['events', 'why', decided, ...at] },
    'events why: nobody has decided': { ...fine, argv: () => ['events', 'why', kept, ...at] },
    'events why: of a configuration': { argv: () => ['events', 'why', 'ev_1', '--config', 'absent.yaml'] },
    'triggers: those of an integration': { ...fine, argv: () => ['triggers', '--integration', integrationId, ...at] },
  };
}

/** A turn that has ended without an answer. */
async function ended(remote: RemoteThings): Promise<AskedTurn> {
  const asked = await remote.asked();
  const { store, clock } = remote.served.it.parts;
  await store.turns.cancel(asked.turn.id, clock.now());
  return asked;
}
