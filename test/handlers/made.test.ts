import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createHandler } from '../../src/app/create-handler.ts';
import { TransientError } from '../../src/model/errors.ts';
import { Secret } from '../../src/model/secret.ts';
import type { SecretAddress } from '../../src/model/secret-store.ts';
import type { ServiceHandler } from '../../src/model/triggers/tables.ts';
import { Handlers } from '../../src/operations/serve/triggers/handlers.ts';
import { createHostGuard } from '../../src/outbound/host-guard.ts';
import type { FlowHandler } from '../../src/triggers/flow/flow-parts.ts';
import { httpListen } from '../../src/util/http-listen.ts';
import { handlerRequest, handlerTools, textOf } from '../support/handler-requests.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const asked: IncomingHttpHeaders[] = [];
let status = 200;
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.headers);
    response.writeHead(status, { 'content-type': 'text/plain' }).end('Fine');
  });
  url = await httpListen(server, { host: '127.0.0.1', port: 0 });
});
afterAll(() => server.close());
beforeEach(() => {
  asked.length = 0;
  status = 200;
});

const keyOf = (letter: string): Secret => new Secret(`whsec_${Buffer.from(letter.repeat(24)).toString('base64')}`);

function handlerOf(given: Partial<ServiceHandler> = {}): ServiceHandler {
  return {
    id: 'hd_1',
    version: 1,
    createdAt: 0,
    changedAt: 0,
    name: 'Help',
    kind: 'http',
    settings: { url },
    disabledAt: undefined,
    disabledWhy: undefined,
    test: undefined,
    testedAt: undefined,
    ...given,
  };
}

const functionHandler: FlowHandler = {
  handler: {
    handle: async function* () {
      yield await Promise.resolve({ kind: 'text' as const, text: 'From a function' });
    },
  },
  takesSteering: true,
};

function partsOf(clock = new VirtualClock(1_000)) {
  return {
    guard: createHostGuard({ allowsPrivate: true }),
    environment: {},
    clock,
    bytes: (count: number) => new Uint8Array(count),
    random: () => 0,
    programs: undefined,
    functions: new Map([['help', functionHandler]]),
    tokensOf: () => Promise.resolve(0),
  };
}

async function ask({ handler }: FlowHandler): Promise<string> {
  return textOf(await Array.fromAsync(handler.handle(handlerRequest(), handlerTools())));
}

const codeOf = (asking: Promise<string>): Promise<unknown> => asking.catch(({ code }) => code);

test('a handler is made as its settings say, with the secrets that they name', async () => {
  const secrets = new Map([
    ['signing_key', [keyOf('n'), keyOf('o')]],
    ['header.x-api-key', [new Secret('header-value')]],
  ]);
  const made = createHandler(
    handlerOf({ settings: { url, headers: ['x-api-key'], takesSteering: true } }),
    secrets,
    partsOf(),
  );
  expect(made.takesSteering).toBe(true);
  expect(await ask(made)).toBe('Fine');
  expect(asked).toMatchObject([{ 'x-api-key': 'header-value' }]);
  expect(String(asked[0]?.['webhook-signature']).split(' ')).toHaveLength(2);
});

test('a function of the program is asked by its name', async () => {
  const made = createHandler(handlerOf({ kind: 'function', settings: { name: 'help' } }), new Map(), partsOf());
  expect(made.takesSteering).toBe(true);
  expect(await ask(made)).toBe('From a function');
});

test.each<[string, Partial<ServiceHandler>, string]>([
  ['settings that are none', { settings: {} }, 'handler.settings.invalid'],
  ['without its key', {}, 'handler.settings.invalid'],
  ['a function that nobody has given', { kind: 'function', settings: { name: 'x' } }, 'handler.settings.invalid'],
  ['a program where none is allowed', { kind: 'command', settings: { program: 'x' } }, 'handler.command.refused'],
])('%s: each who asks is told', async (_, given, code) => {
  expect(await codeOf(ask(createHandler(handlerOf(given), new Map(), partsOf())))).toBe(code);
});

/** What a service has: one handler and its keys, which are changed while it runs. */
class World {
  readonly clock = new VirtualClock(1_000);
  handler: ServiceHandler | undefined = handlerOf();
  keys: readonly Secret[] = [keyOf('a')];
  opened = 0;
  readonly handlers = new Handlers({
    ...partsOf(this.clock),
    handlers: { find: () => Promise.resolve(this.handler) },
    vault: { believed: (address) => Promise.resolve(this.#believed(address)) },
  });

  #believed({ ownerKind, ownerId, name }: Omit<SecretAddress, 'version'>): readonly Secret[] {
    this.opened++;
    return `${ownerKind} ${ownerId} ${name}` === 'handler hd_1 signing_key' ? this.keys : [];
  }
}

test('a handler lives as long as it is unchanged, and its circuit with it', async () => {
  const world = new World();
  const first = await world.handlers.handlerOf('hd_1');
  expect(await world.handlers.handlerOf('hd_1')).toBe(first);
  expect(world.opened).toBe(1);
  await world.clock.sleep(60_000);
  expect(await world.handlers.handlerOf('hd_1'), 'secrets were read again, and are the same').toBe(first);
  expect(world.opened).toBe(2);
  status = 503;
  if (first === undefined) throw new Error('There is no handler');
  for (let times = 0; times < 5; times++) await expect(ask(first)).rejects.toThrow(TransientError);
  expect(await codeOf(ask(first))).toBe('handler.paused');
  await expect(ask(first), 'what a person can mend').rejects.toThrow(/ \(last: .*503.*\)$/);
  expect(asked).toHaveLength(5);

  world.handler = handlerOf({ test: { lines: [], isOk: false }, testedAt: 8 });
  expect(await world.handlers.handlerOf('hd_1'), 'a test has failed').toBe(first);
  world.handler = handlerOf({ test: { lines: [], isOk: true }, testedAt: 9 });
  const mended = await world.handlers.handlerOf('hd_1');
  if (mended === undefined) throw new Error('There is no handler');
  expect(await codeOf(ask(mended)), 'a test has passed: it is asked at once').not.toBe('handler.paused');
  expect(asked).toHaveLength(6);
  expect(await world.handlers.handlerOf('hd_1')).toBe(mended);

  world.keys = [keyOf('b'), keyOf('a')];
  world.handler = handlerOf({ version: 2 });
  const second = await world.handlers.handlerOf('hd_1');
  expect(second).not.toBe(first);
  world.keys = [keyOf('b')];
  await world.clock.sleep(60_000);
  expect(await world.handlers.handlerOf('hd_1'), 'the earlier key is believed no more').not.toBe(second);
  world.handler = handlerOf({ version: 3, disabledAt: 1 });
  expect(await world.handlers.handlerOf('hd_1')).toBeUndefined();
  world.handler = undefined;
  expect(await world.handlers.handlerOf('hd_1')).toBeUndefined();
});
