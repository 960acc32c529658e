import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { httpListen } from '../../src/util/http-listen.ts';
import { isObject, type JsonObject, parseJson } from '../../src/util/json.ts';
import { freePort } from '../support/free-port.ts';
import { install, installPackages } from '../support/installing.ts';
import { TlsFront } from '../support/tls-front.ts';

/**
 * OpenClaw with its two plugins for Lark, unmodified, against the sandbox: the one of Lark's maker, and OpenClaw's own. Both take https addresses
 * only, so a front with TLS stands before the sandbox. A plugin fits the OpenClaw of its time: `@larksuite/openclaw-lark` 2026.7.16 is not loaded
 * by 2026.9.6, and `@openclaw/feishu` before 2026.9 takes the port of an address for a part of a path (its SDK 1.68 does).
 */

const patient = { timeout: 400_000 };
/** Whatever it is asked, it begins, and goes on when its beginning was seen. */
const model = createServer((_, response) => {
  response.setHeader('content-type', 'text/event-stream');
  response.write(chunk({ role: 'assistant', content: 'Three approvals' }, null));
  void seen.promise.then(() => {
    response.write(chunk({ content: ' wait.' }, null));
    response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
  });
});
let folder: string;
let modelUrl: string;
let sandbox: Sandbox;
let front: TlsFront;
let gateway: ChildProcess | undefined;
let seen = Promise.withResolvers<void>();

beforeEach(async () => {
  seen = Promise.withResolvers();
  folder = await mkdtemp(join(tmpdir(), 'larkstream-openclaw-'));
  const small = { users: 6, approvals: { definitions: 1, instancesPerDay: 1 }, bases: [] };
  sandbox = await startSandbox({ ...small, limits: 'off', events: { mode: 'long_connection' } });
  modelUrl = await httpListen(model, { host: '127.0.0.1', port: 0 });
  front = await TlsFront.start(sandbox.url, folder);
});

afterEach(async () => {
  // With what it has started.
  if (gateway?.pid !== undefined && gateway.exitCode === null) {
    process.kill(-gateway.pid, 'SIGKILL');
    await once(gateway, 'exit');
  }
  gateway = undefined;
  await front[Symbol.asyncDispose]();
  await sandbox.close();
  model.closeAllConnections();
  model.close();
  await rm(folder, { recursive: true, force: true });
});

function chunk(delta: JsonObject, reason: string | null): string {
  const choices = [{ index: 0, delta, finish_reason: reason }];
  return `data: ${JSON.stringify({ id: '1', object: 'chat.completion.chunk', model: 'm', choices })}\n\n`;
}

const program = (): string => join(folder, 'node_modules/openclaw/openclaw.mjs');
const configFile = (): string => join(folder, 'openclaw.json');

function environment(): NodeJS.ProcessEnv {
  const own = { HOME: folder, TMPDIR: folder, OPENCLAW_STATE_DIR: folder, OPENCLAW_CONFIG_PATH: configFile() };
  return { PATH: process.env.PATH, ...own, OPENCLAW_NO_RESPAWN: '1', CI: '1' };
}

async function writeConfig(more: JsonObject): Promise<void> {
  const one = { id: 'm', name: 'm', reasoning: false, input: ['text'], contextWindow: 128_000, maxTokens: 8_192 };
  const baseUrl = `${modelUrl}/v1`;
  const local = { baseUrl, apiKey: 'x', api: 'openai-completions', models: [one] };
  await mkdir(join(folder, 'workspace'), { recursive: true });
  const config = {
    gateway: { mode: 'local', bind: 'loopback', auth: { mode: 'token', token: 'x' } },
    update: { checkOnStart: false },
    models: { mode: 'replace', providers: { local } },
    agents: {
      defaults: { model: { primary: 'local/m' }, workspace: join(folder, 'workspace'), skipBootstrap: true },
    },
    ...more,
  };
  await writeFile(configFile(), JSON.stringify(config));
}

const channel = (more: JsonObject): JsonObject => ({
  feishu: {
    ...{ enabled: true, appId: sandbox.options.appId, appSecret: sandbox.options.appSecret, domain: front.url },
    ...{ connectionMode: 'websocket', dmPolicy: 'open', allowFrom: ['*'], groupPolicy: 'open', groupAllowFrom: ['*'] },
    ...more,
  },
});

/** Runs the gateway; a person writes, and the answer comes as a card that is written while the model speaks. */
async function converse(): Promise<void> {
  const args = [program(), 'gateway', 'run', '--port', String(await freePort())];
  const env = { ...environment(), NODE_EXTRA_CA_CERTS: front.authority };
  gateway = spawn(process.execPath, args, { env, cwd: folder, stdio: 'ignore', detached: true });
  await expect.poll(() => sandbox.events.hub.connections(sandbox.options.appId), patient).toBe(1);
  sandbox.say({ text: 'How many wait?' });
  const last = () => sandbox.people.transcript().at(-1);
  const card = () => last()?.card;
  await expect.poll(card, patient).toMatchObject({ isStreaming: true, markdown: expect.stringMatching(/^Three appr/) });
  seen.resolve();
  const whole = { isStreaming: false, markdown: expect.stringMatching(/^Three approvals wait\./) };
  await expect.poll(card, patient).toMatchObject(whole);
  expect(last()?.from.kind).toBe('bot');
}

test('the plugin of Lark’s maker hears a person and streams the answer into a card', async (context) => {
  await installPackages(context, folder, ['openclaw@2026.7.1', '@larksuite/openclaw-lark@2026.7.16']);
  const path = join(folder, 'node_modules/@larksuite/openclaw-lark');
  const id = 'openclaw-lark';
  const plugins = { load: { paths: [path] }, allow: [id], entries: { [id]: { enabled: true } } };
  await writeConfig({ plugins, channels: channel({ replyMode: 'streaming', streaming: true }) });
  await converse();
});

test('the plugin of OpenClaw hears a person and streams the answer into a card', async (context) => {
  await installPackages(context, folder, ['openclaw@2026.9.5']);
  await writeConfig({});
  // It is installed by OpenClaw itself: else the gateway takes it for missing, and asks a registry for it.
  const { NODE_EXTRA_CA_CERTS } = process.env;
  const add = [process.execPath, program(), 'plugins', 'install', 'npm:@openclaw/feishu@2026.9.5'] as const;
  await install(context, folder, add, { ...environment(), NODE_EXTRA_CA_CERTS });
  const config = parseJson(await readFile(configFile(), 'utf8'));
  const channels = channel({ streaming: { mode: 'partial' }, renderMode: 'card' });
  await writeFile(configFile(), JSON.stringify({ ...(isObject(config) ? config : {}), channels }));
  await converse();
});
