import type { Message } from '../model/message.ts';
import { isObject, type JsonObject, type JsonValue, readText } from '../util/json.ts';
import type { CallOptions } from './call.ts';
import type { Endpoint, PageRule, ShapeKind } from './endpoint.ts';

const kindNames: Readonly<Record<ShapeKind, Message>> = {
  object: { en: 'object', zh: '对象' },
  text: { en: 'text', zh: '文本' },
  list: { en: 'list', zh: '列表' },
};

const hasNone = (value: JsonValue | undefined): boolean => value === undefined || value === null;

function isOf(kind: ShapeKind, value: JsonValue | undefined): boolean {
  if (kind === 'list') return hasNone(value) || Array.isArray(value);
  return kind === 'object' ? isObject(value) : typeof value === 'string';
}

/**
 * What is wrong with an accepted answer, as what it "came with"; undefined when it is what its endpoint documents. Looks at
 * enough to distinguish an empty answer from another one. `path` is what was asked for.
 */
export function shapeFault(endpoint: Endpoint, body: JsonObject, path: CallOptions['path'] = {}): Message | undefined {
  const { page, holds = {}, echoes = {} } = endpoint;
  if (page === undefined && Object.keys(holds).length === 0) return undefined;
  const { data } = body;
  if (!isObject(data)) return notA('data', 'object');
  for (const [key, kind] of Object.entries(holds)) if (!isOf(kind, data[key])) return notA(`data.${key}`, kind);
  for (const [parameter, key] of Object.entries(echoes)) {
    const [asked, answered] = [path[parameter], readText(data, key)];
    if (asked !== undefined && answered !== null && answered !== asked) return notAsked(`data.${key}`);
  }
  return (page === undefined ? undefined : pageFault(page, data)) ?? strayList(endpoint, data);
}

/** An empty list may be left out, but not while an unknown list stands beside its place: what was asked for may be in that one. */
function strayList({ page, holds = {} }: Endpoint, data: JsonObject): Message | undefined {
  const held = Object.keys(holds);
  if (page === undefined && !held.every((key) => holds[key] === 'list')) return undefined;
  const lists = page === undefined ? held.slice(0, 1) : [page.items, ...(page.others ?? [])];
  if (lists.some((key) => Array.isArray(data[key]))) return undefined;
  const known = new Set([...lists, ...held]);
  const hasOther = Object.entries(data).some(
    ([key, value]) => !known.has(key) && Array.isArray(value) && value.length > 0,
  );
  if (!hasOther) return undefined;
  return { en: `another list in place of \`data.${lists[0]}\``, zh: `其中没有 \`data.${lists[0]}\`，却有另一个列表` };
}

function notAsked(key: string): Message {
  return { en: `a \`${key}\` that was not asked for`, zh: `其中的 \`${key}\` 不是所请求的` };
}

/** An empty page may leave its list out; then it says by `has_more` or `total` that it is a page. */
function pageFault({ items, others = [] }: PageRule, data: JsonObject): Message | undefined {
  const keys = [items, ...others];
  const wrong = keys.find((key) => !isOf('list', data[key]));
  if (wrong !== undefined) return notA(`data.${wrong}`, 'list');
  const isPage = keys.some((key) => Array.isArray(data[key])) || typeof data.has_more === 'boolean' || data.total === 0;
  if (isPage) return undefined;
  return {
    en: `neither \`data.${items}\` nor \`data.has_more\``,
    zh: `其中既没有 \`data.${items}\`，也没有 \`data.has_more\``,
  };
}

function notA(key: string, kind: ShapeKind): Message {
  const { en, zh } = kindNames[kind];
  return { en: `a \`${key}\` that is no ${en}`, zh: `其中的 \`${key}\` 不是${zh}` };
}
