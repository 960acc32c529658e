import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { afterAll, expect, test } from 'vitest';
import { renderHandlerSchema } from '../../scripts/reference/handler-schema.ts';
import { payloadOf } from '../../src/handlers/forms/payload.ts';
import { createHttpHandler } from '../../src/handlers/http/http-handler.ts';
import { Secret } from '../../src/model/secret.ts';
import type { ReplyPart } from '../../src/model/triggers/handler.ts';
import { createHostGuard } from '../../src/outbound/host-guard.ts';
import { docBlocks } from '../support/doc-blocks.ts';
import { freePort } from '../support/free-port.ts';
import { handlerRequest, handlerTools, textOf } from '../support/handler-requests.ts';

const folder = mkdtempSync(join(tmpdir(), 'larkstream-handlers-'));
const running: ChildProcess[] = [];
afterAll(() => {
  for (const child of running) child.kill();
  rmSync(folder, { recursive: true, force: true });
});

test.each([...renderHandlerSchema()])('%s says what the code says', (file, text) => {
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('what is sent, and answers, are of the documented forms', () => {
  const [text = ''] = renderHandlerSchema().values();
  const ajv = new Ajv2020({ allErrors: true });
  ajvFormats.default(ajv);
  ajv.addSchema(JSON.parse(text), 'handlers');
  const faults = (form: string, value: unknown): unknown => {
    const isRight = ajv.validate(`handlers#/$defs/${form}`, JSON.parse(JSON.stringify(value)));
    return isRight === true ? [] : ajv.errors;
  };
  const body = { object: { status: 'PENDING' } };
  const event = { id: 'e1', type: 'approval_instance', createdAt: 0, body };
  expect(faults('payload', payloadOf(handlerRequest()))).toEqual([]);
  expect(
    faults('payload', payloadOf(handlerRequest({ session: undefined, user: undefined, messages: [], event }))),
  ).toEqual([]);
  expect(faults('answer', { text: 'a', buttons: [{ id: 'b', text: 'c', value: { d: [1, null] } }] })).toEqual([]);
  expect(faults('event', { event: 'delta', text: 'a' })).toEqual([]);
  expect(faults('answer', { txt: 'a' })).not.toEqual([]);
  expect(faults('event', { event: 'delta' })).not.toEqual([]);
});

const page = readFileSync('docs/how-to/answer-messages.md', 'utf8');
const key = `whsec_${Buffer.from('the-key-of-the-documentation').toString('base64')}`;
const programs: Readonly<Record<string, readonly [program: string, file: string, answer: string]>> = {
  ts: [process.execPath, 'handler.ts', 'Ann said: How are you?'],
  python: ['python3', 'handler.py', 'You said: How are you?'],
};

test.each(Object.entries(programs))(
  'the example in %s answers who signs, and nobody else',
  async (language, [program, name, answer]) => {
    const block = docBlocks(page).find((one) => one.language === language);
    const file = join(folder, name);
    writeFileSync(file, block?.text ?? '');
    const port = await freePort();
    const child = spawn(program, [file], {
      env: { ...process.env, SIGNING_KEY: key, PORT: String(port) },
      stdio: 'ignore',
    });
    running.push(child);
    const ask = (secret: string, request = handlerRequest()): Promise<ReplyPart[]> => {
      const parts = { guard: createHostGuard({ allowsPrivate: true }), environment: {}, now: () => Date.now() };
      const handler = createHttpHandler({ url: `http://127.0.0.1:${port}/`, keys: [new Secret(secret)] }, parts);
      return Array.fromAsync(handler.handle(request, handlerTools()));
    };
    await expect.poll(() => ask(key).then(textOf, () => ''), { timeout: 30_000 }).toBe(answer);
    if (language === 'ts') {
      const press = { id: 'e1', type: 'card.action.trigger', createdAt: 0, body: { button: 'more' } };
      const pressed = handlerRequest({ kind: 'card_action', text: '', messages: [], event: press });
      expect(textOf(await ask(key, pressed))).toBe('There is nothing more to tell.');
    }
    await expect(ask(`whsec_${Buffer.from('another-key').toString('base64')}`)).rejects.toMatchObject({
      code: 'handler.refused',
    });
  },
);
