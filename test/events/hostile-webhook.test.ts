import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encrypted, signature } from '../../src/sandbox/events/envelope.ts';
import { freePort } from '../support/free-port.ts';
import { type Stranger, startStrangers } from '../support/hostile-load.ts';
import { forgetPeak, type Listener, megabytes, startListener } from '../support/listen-process.ts';

const appId = 'cli_a1b2c3d4e5f60718';
const encryptKey = 'e-key';

/** Above what the process needs by itself. Unbounded, each of the large loads takes hundreds. */
const maxMegabytes = 100;

let events = 0;

/** As the platform sends: it waits for three seconds, and comes four times again, which a slow machine may need. */
async function sendGenuine(port: number): Promise<number> {
  for (let again = 4; again > 0; again--) {
    const status = await sendOnce(port).catch(() => undefined);
    if (status !== undefined) return status;
  }
  return await sendOnce(port);
}

async function sendOnce(port: number): Promise<number> {
  const header = { event_id: `e${events++}`, event_type: 'im.chat.updated_v1', create_time: '1', token: 'v-token' };
  const text = JSON.stringify({
    schema: '2.0',
    header: { ...header, app_id: appId },
    event: { pad: 'x'.repeat(2_000) },
  });
  const body = encrypted(text, encryptKey);
  const response = await fetch(`http://127.0.0.1:${port}/api/lark/webhook/main`, {
    method: 'POST',
    body,
    headers: { ...signature(body, encryptKey, Date.now()), connection: 'close' },
    signal: AbortSignal.timeout(3_000),
  });
  await response.text();
  return response.status;
}

const head = (more: string): string => `POST /api/lark/webhook/main HTTP/1.1\r\nHost: x\r\n${more}`;
const signed = 'X-Lark-Signature: x\r\n';
const almost = Buffer.alloc(4 * 1024 * 1024 - 1, 65);
const whole = Buffer.concat([Buffer.from(head(`${signed}Content-Length: 4194304\r\n\r\n`)), almost, Buffer.from('A')]);
const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 65), Buffer.from('\r\n')]);

const idle: Stranger = { first: '' };
const large: Stranger = {
  first: Buffer.concat([Buffer.from(head(`${signed}Content-Length: 4194304\r\n\r\n`)), almost]),
};

type Load = readonly [count: number, stranger: Stranger];

/** Each of them, and several at the same time. */
const loads: Readonly<Record<string, readonly Load[]>> = {
  'sockets that send nothing': [[400, idle]],
  'large bodies that stop before their end': [[300, large]],
  'both at the same time, from one address': [
    [400, idle],
    [300, large],
  ],
  'both at the same time, from hundreds of addresses': [
    [400, { ...idle, isSpread: true }],
    [300, { ...large, isSpread: true }],
  ],
  'large bodies with a wrong signature, again and again': [[60, { first: whole, comesBack: true }]],
  'chunked bodies without end': [
    [60, { first: head(`${signed}Transfer-Encoding: chunked\r\n\r\n`), more: chunk, comesBack: true }],
  ],
  'headers that drip in': [[400, { first: head(''), more: 'X-A: b\r\n', everyMs: 300 }]],
  'bodies that drip in': [[400, { first: head(`${signed}Content-Length: 4000000\r\n\r\n`), more: 'A', everyMs: 300 }]],
  'requests behind one another': [[20, { first: head('Content-Length: 0\r\n\r\n').repeat(200), comesBack: true }]],
};

describe.each([
  ['as usual', 4_096],
  ['with 128 open files', 128],
])('strangers, %s', (_, openFiles) => {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-hostile-'));
  let listener: Listener;
  let port: number;
  let calmMegabytes: number;

  beforeAll(async () => {
    const webhook = {
      host: '127.0.0.1',
      port: await freePort(),
      verification_token: 'v-token',
      encrypt_key: encryptKey,
    };
    const events = { mode: 'webhook', webhook };
    port = webhook.port;
    listener = await startListener({ folder, openFiles, baseUrl: 'http://127.0.0.1:9', appId, events });
    for (let times = 0; times < 20; times++) await sendGenuine(port);
    calmMegabytes = megabytes(listener.pid, 'VmRSS');
  });
  afterAll(async () => {
    await listener.end();
    rmSync(folder, { recursive: true, force: true });
  });

  test('while the process is busy with something else, no one who connects is turned away', async () => {
    const { pid } = listener;
    process.kill(pid, 'SIGSTOP');
    try {
      const strangers = await startStrangers(port, 700, idle);
      expect(strangers.sockets.filter(({ destroyed }) => destroyed)).toEqual([]);
      const genuine = sendGenuine(port);
      process.kill(pid, 'SIGCONT');
      expect(await genuine).toBe(200);
      strangers.close();
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });

  test.each(Object.entries(loads))('%s: genuine events pass, memory is bounded and given back', async (_, sent) => {
    const { pid } = listener;
    forgetPeak(pid);
    const strangers = await Promise.all(sent.map((load) => startStrangers(port, ...load)));
    for (let times = 0; times < 5; times++) expect(await sendGenuine(port)).toBe(200);
    const peak = megabytes(pid, 'VmHWM');
    for (const one of strangers) one.close();
    for (let times = 0; times < 5; times++) expect(await sendGenuine(port)).toBe(200);
    const after = megabytes(pid, 'VmRSS');
    expect({ peak: peak - calmMegabytes, after: after - calmMegabytes }).toSatisfy(
      ({ peak: most, after: kept }) => most < maxMegabytes && kept < maxMegabytes,
    );
  });
});
