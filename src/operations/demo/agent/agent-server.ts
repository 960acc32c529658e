import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Clock, rest } from '../../../model/clock.ts';
import type { Secret } from '../../../model/secret.ts';
import { webhookHeaders } from '../../../outbound/webhook-signature.ts';
import { httpListen } from '../../../util/http-listen.ts';
import { isObject, type JsonObject, readObject, readText, tryParseJson } from '../../../util/json.ts';
import { agentWords } from './agent-words.ts';
import { type AgentQuestion, answerQuestion, nextButtons } from './answer-question.ts';
import { intents, languageOf, readIntent } from './read-intent.ts';
import type { AskTables } from './table-questions.ts';

interface AgentParts {
  readonly clock: Clock;
  /** Opens the tables for one answer. */
  readonly withTables: <T>(work: (ask: AskTables) => AsyncIterable<T>) => AsyncIterable<T>;
}

/** A handler that runs on this machine: `/ask` answers from the tables, `/echo` says what was said. */
export interface DemoAgent {
  readonly url: string;
  /** Of the signatures of one of its paths (`whsec_…`); what is not signed so is refused. */
  setKey(path: AgentPath, key: Secret): void;
  close(): Promise<void>;
}

/** What the agent does there. */
export type AgentPath = '/ask' | '/echo';

/** So that a person sees the answer grow. */
const pieceMs = 45;
/** The first runs take half a minute, on a slow machine two. */
const mostTries = 120;
const betweenTriesMs = 1_000;
const maxBodyBytes = 2_000_000;
const maxSkewSeconds = 300;

/** Starts it on a free port of this machine. */
export async function startAgent(parts: AgentParts): Promise<DemoAgent> {
  const keys = new Map<string, Secret>();
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    void readBody(request).then(async (body) => {
      const key = keys.get(path);
      if (key === undefined || !isGenuine(request, { body, key, now: parts.clock.now() })) {
        response.writeHead(401).end();
        return;
      }
      const turn = tryParseJson(body);
      await answer(response, path, isObject(turn) ? turn : {}, parts).catch(() => response.destroy());
    });
  });
  const url = await httpListen(server, { host: '127.0.0.1', port: 0 });
  return { url, setKey: (path, key) => keys.set(path, key), close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** As Standard Webhooks say it. */
function isGenuine(
  { headers }: IncomingMessage,
  { body, key, now }: { readonly body: string; readonly key: Secret; readonly now: number },
): boolean {
  const [id, time, signatures] = ['id', 'timestamp', 'signature'].map((name) => String(headers[`webhook-${name}`]));
  if (!(Math.abs(now / 1_000 - Number(time)) < maxSkewSeconds)) return false;
  const expected = webhookHeaders({ id: id ?? '', timestamp: Number(time), body, keys: [key] });
  return (signatures ?? '').split(' ').includes(expected['webhook-signature'] ?? '');
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxBodyBytes) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function answer(response: ServerResponse, path: string, turn: JsonObject, parts: AgentParts): Promise<void> {
  const tell = (event: string, data: unknown): void => {
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const text = readText(turn, 'text') ?? '';
  if (path === '/echo') {
    await growing(text.replace(/^\s*\/echo\s*/, '') || '…', { tell, response, parts });
  } else {
    const question = questionOf(turn, text);
    const words = agentWords[question.language];
    tell('progress', words.looking);
    const found = question.intent === 'help' ? [words.help] : fromTables(question, tell, parts);
    for await (const piece of found) await growing(piece, { tell, response, parts });
    tell('buttons', { buttons: nextButtons(question) });
  }
  tell('done', {});
  response.end();
}

/** Before the first runs have made their tables, whoever asks waits for them, and is told so. */
async function* fromTables(
  question: AgentQuestion,
  tell: Growing['tell'],
  { clock, withTables }: AgentParts,
): AsyncGenerator<string, void, void> {
  const words = agentWords[question.language];
  let hasBegun = false;
  for (let tries = 0; tries < mostTries && !hasBegun; tries += 1) {
    try {
      for await (const piece of withTables((ask) => answerQuestion(ask, question))) {
        hasBegun = true;
        yield piece;
      }
      return;
    } catch {
      if (hasBegun) break;
      tell('progress', words.reading);
      await rest(clock, betweenTriesMs);
    }
  }
  yield words.notYet;
}

/** Of a message its words say what is asked, of a press the button. */
function questionOf(turn: JsonObject, text: string): AgentQuestion {
  const user = readObject(turn, 'user');
  const openId = readText(user, 'openId') ?? '';
  const otherwise = readText(user, 'language') === 'zh' ? 'zh' : 'en';
  if (turn.kind !== 'card_action') return { intent: readIntent(text), language: languageOf(text, otherwise), openId };
  const body = readObject(readObject(turn, 'event'), 'body');
  const intent = intents.find((one) => one === body.button) ?? 'help';
  const before = readText(readObject(body, 'value'), 'language');
  return { intent, language: before === 'zh' || before === 'en' ? before : otherwise, openId };
}

interface Growing {
  readonly tell: (event: string, data: unknown) => void;
  readonly response: ServerResponse;
  readonly parts: AgentParts;
}

/** A few words at a time. */
async function growing(text: string, { tell, response, parts: { clock } }: Growing): Promise<void> {
  for (const piece of text.match(/[\s\S]{1,12}(?!\S)|[\s\S]{1,12}/g) ?? []) {
    if (response.destroyed) return;
    tell('delta', { text: piece });
    await rest(clock, pieceMs);
  }
}
