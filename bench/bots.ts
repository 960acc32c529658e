import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { startSandbox } from '../src/sandbox/start-sandbox.ts';
import { isObject, type JsonObject, parseJson, readText } from '../src/util/json.ts';
import { PostgresServer } from '../test/support/postgres-server.ts';
import { ServiceFolder, Serving } from '../test/support/serving.ts';

/**
 * How soon a handler is asked and an answer is seen, and what many conversations at once need of memory. The service is a process of its own, the tenant
 * and the handler are this one: node bench/bots.ts [messages a second, 100] [seconds, 20] [conversations at once, 1000]
 */
const [rate = 100, seconds = 20, many = 1_000] = process.argv.slice(2).map(Number);
const people = Math.max(many, 200);

await using server = await PostgresServer.start();
using folder = new ServiceFolder();
await using sandbox = await startSandbox({
  ...{ limits: 'off', users: people, bases: [], approvals: { definitions: 1, instancesPerDay: 1 } },
  events: { mode: 'long_connection' },
});

/** When a text came to the handler; who waits for one is told. */
const heard = new Map<string, number>();
let answer = (_text: string, response: ServerResponse): void => void response.writeHead(204).end();
const agent = createServer(async (request, response) => {
  const turn = parseJson(Buffer.concat(await Array.fromAsync(request)).toString('utf8'));
  const text = isObject(turn) ? (readText(turn, 'text') ?? '') : '';
  heard.set(text, performance.now());
  answer(text, response);
});
await new Promise<void>((resolve) => agent.listen(0, '127.0.0.1', resolve));
const address = agent.address();
const agentUrl = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}/`;

const argv = ['--store', await server.newDatabase(), '--allow-private-hosts', '--allow-base-url'];
const service = await Serving.begin(argv, folder.env);
const cookie = (await service.setUp('correct horse battery')).headers.get('set-cookie')?.split(';')[0] ?? '';

async function post(path: string, body: JsonObject): Promise<JsonObject> {
  const headers = { 'content-type': 'application/json', origin: service.url, cookie };
  const { status, body: said } = await service.ask(`/api/v1${path}`, {
    method: 'POST',
    headers: { ...headers, 'idempotency-key': crypto.randomUUID(), 'if-match': 'W/"1"' },
    body: JSON.stringify(body),
  });
  if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(said)}`);
  return said;
}

const { options, url } = sandbox;
const integration = await post('/integrations', {
  ...{ name: 'Bot', region: options.region, baseUrl: url, kind: 'custom_app', appId: options.appId },
  ...{ mode: 'long_connection', settings: { rate_limit_scale: 0 }, secrets: { app_secret: options.appSecret } },
});
const handler = await post('/handlers', { name: 'Agent', kind: 'http', settings: { url: agentUrl } });
const trigger = await post('/triggers', {
  ...{ name: 'All', integrationId: String(integration.id) },
  settings: { handlerId: String(handler.id), reply: { progressReaction: '' } },
});
await post(`/triggers/${String(trigger.id)}/publish`, {});
await until(() => sandbox.events.hub.connections(options.appId) > 0);

const personAt = (at: number): string => sandbox.tenant.directory.personAt(at % people).openId;

async function until(isSo: () => boolean, mostMs = 120_000): Promise<void> {
  for (const begun = performance.now(); !isSo(); ) {
    if (performance.now() - begun > mostMs) throw new Error('It took too long');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function tell(what: string, took: readonly number[]): void {
  const sorted = took.toSorted((one, other) => one - other);
  const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(0);
  console.log(
    `${what.padEnd(52)} n ${String(took.length).padStart(5)}  p50 ${at(0.5)}  p95 ${at(0.95)}  p99 ${at(0.99)}  most ${at(1)} ms`,
  );
}

/** Of a process and all that it has begun, in megabytes. */
function megabytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) / 1024;
}

async function say(count: number, perSecond: number, name: string): Promise<Map<string, number>> {
  const said = new Map<string, number>();
  const begun = performance.now();
  for (let at = 0; at < count; at++) {
    const dueMs = begun + (at * 1000) / perSecond - performance.now();
    if (dueMs > 1) await new Promise((resolve) => setTimeout(resolve, dueMs));
    const text = `${name} ${at}`;
    said.set(text, performance.now());
    sandbox.say({ as: personAt(at), text });
  }
  return said;
}

// Those who have spoken before: apps, people and chats are known.
await say(people, 50, 'warm');
await until(() => heard.size >= people);

const pushed = await say(rate * seconds, rate, 'steady');
await until(() => [...pushed.keys()].every((text) => heard.has(text)));
tell(
  `event pushed → handler asked, ${rate} messages/s, ${people} chats`,
  [...pushed].map(([text, at]) => (heard.get(text) ?? 0) - at),
);

const first = new Map<string, number>();
answer = (text, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  setTimeout(() => {
    first.set(text, performance.now());
    response.write('event: delta\ndata: {"text": "One "}\n\n');
  }, 50);
  setTimeout(() => response.write('event: delta\ndata: {"text": "two "}\n\n'), 600);
  setTimeout(() => response.end('event: done\ndata: {}\n\n'), 1_500);
};
const shown: number[] = [];
for (let at = 0; at < 40; at++) {
  const text = `stream ${at}`;
  sandbox.say({ as: personAt(at), text });
  const seen = (): boolean => {
    const chat = sandbox.people.transcript('direct', { as: personAt(at) });
    return chat.at(-1)?.card?.markdown.includes('One') === true;
  };
  await until(seen);
  shown.push(performance.now() - (first.get(text) ?? 0));
  await until(() => sandbox.people.transcript('direct', { as: personAt(at) }).at(-1)?.card?.isStreaming === false);
}
tell("handler's first character → on the card", shown);

const open: ServerResponse[] = [];
answer = (_text, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('event: delta\ndata: {"text": "Let me think "}\n\n');
  open.push(response);
};
const pid = service.running.pid;
const before = megabytes(pid);
await say(many, 50, 'together');
await until(() => open.length >= many, 300_000);
console.log(`${many} conversations at once: ${megabytes(pid).toFixed(0)} MB (${before.toFixed(0)} MB before)`);
for (const response of open) response.end('event: done\ndata: {}\n\n');

await service.stop();
agent.closeAllConnections();
agent.close();
