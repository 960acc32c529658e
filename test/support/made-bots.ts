import { join } from 'node:path';
import type { Supply } from './bot-situations.ts';
import type { RemoteThings } from './remote-things.ts';
import type { Situations } from './walk.ts';

/** Commands that make, change and delete the bots of a service elsewhere. */
export async function madeBots(
  remote: RemoteThings,
  { folder, supply }: { readonly folder: string; readonly supply: Supply },
): Promise<Situations> {
  const at = ['--server', remote.url];
  const env = { LARKSTREAM_TOKEN: remote.token, MODEL_KEY: 'a-key-of-a-model' };
  const fine = { isFine: true, hasValues: true, env } as const;
  const { triggerId, integrationId } = await remote.asked();
  const handler = await remote.silentHandler();
  const toDelete = await supply(() => remote.silentHandler());
  const toForget = await supply(async () => (await remote.asked()).triggerId);
  const url = 'http://127.0.0.1:1/';
  const name = (): string => crypto.randomUUID();
  const of = ['--integration', integrationId];
  return {
    'handlers create: its key is shown': { ...fine, argv: () => ['handlers', 'create', name(), '--url', url, ...at] },
    'handlers create: its key is kept': {
      ...fine,
      argv: () => ['handlers', 'create', name(), '--url', url, '--key-file', join(folder, name()), ...at],
    },
    'handlers create: a model': {
      ...fine,
      argv: () => [
        ...['handlers', 'create', name(), '--kind', 'openai', '--url', url, '--set', 'model=small'],
        ...['--secret', 'api_key=MODEL_KEY', ...at],
      ],
    },
    'handlers create: functions, NATS, Kafka and programs': {
      ...{ isAnyCode: true, hasValues: true, env },
      argv: () => ['handlers', 'create', name(), '--kind', 'function', '--set', 'name=leave', ...at],
    },
    'handlers: of a kind': { ...fine, argv: () => ['handlers', 'list', '--kind', 'nats', ...at] },
    'handlers: of another kind': { ...fine, argv: () => ['handlers', 'list', '--kind', 'kafka', ...at] },
    'handlers: programs': { ...fine, argv: () => ['handlers', 'list', '--kind', 'command', ...at] },
    'handlers: URLs': { ...fine, argv: () => ['handlers', 'list', '--kind', 'http', ...at] },
    'handlers create: an address that a program has not': {
      env,
      argv: () => ['handlers', 'create', name(), '--kind', 'command', '--url', url, ...at],
    },
    'handlers create: a secret that is not there': {
      env,
      argv: () => ['handlers', 'create', name(), '--url', url, '--secret', 'signing_key=NO_SUCH', ...at],
    },
    'handlers create: without a name': { env, argv: () => ['handlers', 'create', '--url', url, ...at] },
    'handlers create: settings of no file': {
      env,
      argv: () => ['handlers', 'create', name(), '--settings', 'nosuch.yaml', ...at],
    },
    'handlers update': {
      ...fine,
      argv: () => ['handlers', 'update', handler, '--name', name(), '--set', 'takesSteering=true', ...at],
    },
    'handlers update: nothing': { env, argv: () => ['handlers', 'update', handler, ...at] },
    'handlers rotate-key': { ...fine, argv: () => ['handlers', 'rotate-key', handler, ...at] },
    'handlers rotate-key: it cannot be kept': {
      env,
      argv: () => ['handlers', 'rotate-key', handler, '--key-file', join(folder, 'none', 'key'), ...at],
    },
    'handlers delete': { ...fine, argv: () => ['handlers', 'delete', toDelete(), '--yes', ...at] },
    'handlers delete: nobody is there to agree': { env, argv: () => ['handlers', 'delete', handler, ...at] },
    'triggers create': {
      ...fine,
      argv: () => ['triggers', 'create', name(), ...of, '--shadow', '--set', 'busy=merge', ...at],
    },
    'triggers create: of no integration': { env, argv: () => ['triggers', 'create', name(), ...at] },
    'triggers create: without a name': { env, argv: () => ['triggers', 'create', ...of, ...at] },
    'triggers create: a handler that is none': {
      env,
      argv: () => ['triggers', 'create', name(), ...of, '--handler', 'Nobody', ...at],
    },
    'triggers update': {
      ...fine,
      argv: () => ['triggers', 'update', triggerId, '--no-shadow', '--set', 'busy=merge', '--name', name(), ...at],
    },
    'triggers update: nothing': { env, argv: () => ['triggers', 'update', triggerId, ...at] },
    'triggers move': { ...fine, argv: () => ['triggers', 'move', triggerId, '--position', '1', ...at] },
    'triggers move: nowhere': { env, argv: () => ['triggers', 'move', triggerId, ...at] },
    'triggers delete': { ...fine, argv: () => ['triggers', 'delete', toForget(), '--yes', ...at] },
    'triggers delete: nobody is there to agree': { env, argv: () => ['triggers', 'delete', triggerId, ...at] },
  };
}
