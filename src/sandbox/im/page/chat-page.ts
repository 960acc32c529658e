import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Im } from '../im.ts';
import { mediaTypeOf } from '../uploads.ts';
import { streamChanges } from './live.ts';
import { mainScript, pageScript } from './page-files.ts';
import { pageHtml } from './page-html.ts';
import { pageStyle } from './page-style.ts';
import type { ShownMember } from './shown.ts';

/** Answers what is asked below `/chat`, and gives whether it was that. */
export type ChatPage = (
  request: IncomingMessage,
  response: ServerResponse,
  asked: { readonly path: string; readonly query: URLSearchParams },
) => boolean;

/** Where the page is; what it needs is below. */
const chatPath = '/chat';

/** Everything comes from here, nothing runs but our own scripts, and no other page may stand around this one. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const maxPeople = 50;

/** The page on which a person sees the chats of the simulated company, and writes there as anybody in it. */
export function createChatPage(im: Im, now: () => number): ChatPage {
  return (request, response, { path, query }) => {
    if (request.method !== 'GET' || (path !== chatPath && !path.startsWith(`${chatPath}/`))) return false;
    const name = path.slice(chatPath.length + 1);
    const person = name === 'live' ? im.person(query.get('as') ?? '') : undefined;
    if (person === undefined) send(response, answerTo(im, { name, query, request }));
    else streamChanges(im, response, { openId: person.openId, chatId: query.get('chat') ?? '', now });
    return true;
  };
}

interface Asked {
  readonly name: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
}

const notFound: PageAnswer = { status: 404, type: 'text/plain', body: 'There is nothing here' };

function answerTo(im: Im, { name, query, request }: Asked): PageAnswer {
  switch (name) {
    case '':
      return { type: 'text/html', body: pageHtml(mainScript, languageOf(request, query)) };
    case 'style.css':
      return { type: 'text/css', body: pageStyle };
    case 'people':
      return { type: 'application/json', body: JSON.stringify(peopleOf(im, query.get('q') ?? '')) };
    case 'file':
      return fileAnswer(im, query.get('key') ?? '');
    default: {
      const script = pageScript(name);
      return script === undefined ? notFound : { type: 'text/javascript', body: script };
    }
  }
}

function languageOf({ headers }: IncomingMessage, query: URLSearchParams): 'en' | 'zh' {
  const wanted = query.get('lang') ?? headers['accept-language'] ?? '';
  return wanted.startsWith('zh') ? 'zh' : 'en';
}

interface PageAnswer {
  readonly status?: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

function send(response: ServerResponse, { status = 200, type, body, headers = {} }: PageAnswer): void {
  response.writeHead(status, {
    'content-type': typeof body === 'string' ? `${type}; charset=utf-8` : type,
    'content-length': Buffer.byteLength(body),
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(body);
}

/** An image is shown, anything else is only saved: it could be a page that runs something. */
function fileAnswer(im: Im, key: string): PageAnswer {
  const upload = im.uploads.find(key);
  if (upload === undefined) return notFound;
  const name = encodeURIComponent(upload.name.toWellFormed()).replaceAll("'", '%27');
  const disposition = upload.kind === 'image' ? 'inline' : `attachment; filename*=UTF-8''${name}`;
  const type = upload.kind === 'image' ? mediaTypeOf(upload) : 'application/octet-stream';
  return { type, body: upload.bytes, headers: { 'content-disposition': disposition } };
}

/** Those who work here, by a part of their name. */
function peopleOf(im: Im, search: string): readonly ShownMember[] {
  const found: ShownMember[] = [];
  for (const { openId, name } of im.parts.directory.people()) {
    if (!name.toLowerCase().includes(search.toLowerCase())) continue;
    found.push({ id: openId, name, isBot: false });
    if (found.length === maxPeople) break;
  }
  return found;
}
