/**
 * A Base whose records are answered from memory, for as little CPU as can be, so that the tenant does not compete with what is measured for the
 * cores. Its pages are the sandbox's, recorded once; they come again and again with other record ids. All other calls go to the sandbox.
 * Arguments: the sandbox's address, app id, app secret, app token, table id, and how many records there are.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ReplayedPages } from './replayed-pages.ts';

const [url = '', appId = '', appSecret = '', appToken = '', tableId = '', count = '0'] = process.argv.slice(2);
const search = `/open-apis/bitable/v1/apps/${appToken}/tables/${tableId}/records/search`;

async function ask(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Buffer> {
  const sent = { 'content-type': 'application/json', ...headers };
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers: sent, body: JSON.stringify(body) });
  return Buffer.from(await answer.arrayBuffer());
}

const answer = await ask('/open-apis/auth/v3/tenant_access_token/internal', { app_id: appId, app_secret: appSecret });
const { tenant_access_token: token }: { tenant_access_token: string } = JSON.parse(answer.toString());
const authorization = `Bearer ${token}`;

/** More than a row group of DuckDB holds, so that nothing repeats where it would be packed. */
const recordedPages = 24;
const pages = new ReplayedPages(Number(count));
for (let pageToken: string | undefined = '', at = 0; pageToken !== undefined && at < recordedPages; at++) {
  const query = pageToken === '' ? '' : `&page_token=${encodeURIComponent(pageToken)}`;
  const page = await ask(`${search}?page_size=500${query}`, { automatic_fields: true }, { authorization });
  pageToken = pages.record(page);
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', url);
  if (pathname === search) replay(searchParams.get('page_token'), request, response);
  else forward(request, response).catch(() => response.destroy());
});

function replay(pageToken: string | null, request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const { body, release } = pages.take(pageToken);
  response.once('close', release);
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
  response.end(body);
}

async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method = 'GET', headers } = request;
  const sent = {
    'content-type': 'application/json',
    ...(headers.authorization && { authorization: headers.authorization }),
  };
  const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) };
  const answered = await fetch(`${url}${request.url}`, { method, headers: sent, ...body });
  response.writeHead(answered.status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(Buffer.from(await answered.arrayBuffer()));
}

server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;
process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}`, recordBytes: pages.recordBytes })}\n`);
