import { ConfigError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { TableReference } from './config.ts';

/** A Base by its own token, or a wiki node that has to be resolved first. */
type BaseLink =
  | { readonly kind: 'base'; readonly reference: TableReference }
  | { readonly kind: 'wiki'; readonly nodeToken: string; readonly tableId?: string; readonly viewId?: string };

const path = /\/(base|wiki)\/([A-Za-z0-9]+)/;
/** A Base inside a document or a sheet has the token `<app_token>_<table_id>`. Source: bitable-v1/bitable-overview. */
const embedded = /^([A-Za-z0-9]+)_(tbl[A-Za-z0-9]+)$/;

function parts(url: URL): { tableId?: string; viewId?: string } {
  const tableId = url.searchParams.get('table');
  const viewId = url.searchParams.get('view');
  return { ...(tableId === null ? {} : { tableId }), ...(viewId === null ? {} : { viewId }) };
}

/** Links of the same console that lead to something else: part of their path, and what is to be copied instead. */
const misleading: readonly { readonly pattern: RegExp; readonly what: Message }[] = [
  {
    pattern: /\/share\/base\//,
    what: {
      en: 'a link that shares a view or a form, not the Base itself',
      zh: '视图或表单的分享链接，而不是多维表格本身的链接',
    },
  },
  {
    pattern: /\/base\/add\/|\/record\//,
    what: {
      en: 'a link that adds or shows one record, not the Base itself',
      zh: '添加或查看单条记录的链接，而不是多维表格本身的链接',
    },
  },
  {
    pattern: /\/base\/(?:workspace|home|automation|add-ons)\b/,
    what: {
      en: 'a link to a workspace of Bases, not to one Base',
      zh: '多维表格工作空间的链接，而不是某个多维表格的链接',
    },
  },
  {
    pattern: /\/wiki\/(?:space|settings|home)\b/,
    what: {
      en: 'a link to a whole wiki space, not to a page of it',
      zh: '整个知识空间的链接，而不是其中某个页面的链接',
    },
  },
];

/** How ids begin that are no token of a Base, though they look like one. */
const otherIds: readonly { readonly pattern: RegExp; readonly what: Message }[] = [
  { pattern: /^tbl/, what: { en: 'the id of a table, not of a Base', zh: '数据表的 id，而不是多维表格的 token' } },
  { pattern: /^vew/, what: { en: 'the id of a view, not of a Base', zh: '视图的 id，而不是多维表格的 token' } },
  {
    pattern: /^shr/,
    what: { en: 'the id of a shared link, not of a Base', zh: '分享链接的 id，而不是多维表格的 token' },
  },
];

/** What a text is that looks like the token of a Base and is another id; undefined for any other text. */
export function otherIdThanToken(text: string): Message | undefined {
  return otherIds.find(({ pattern }) => pattern.test(text))?.what;
}

/** What a link leads to instead of a Base; undefined when it leads to one, as far as its text can say. */
export function otherThanBase(link: string): Message | undefined {
  const url = URL.parse(link.trim());
  const wrong = misleading.find(({ pattern }) => url !== null && pattern.test(url.pathname));
  if (wrong !== undefined) return wrong.what;
  if (url !== null && path.test(url.pathname)) return undefined;
  return { en: 'not a link to a Base', zh: '无法识别的链接，不是多维表格的链接' };
}

function noLink(link: string, what: Message): ConfigError {
  return new ConfigError({
    code: 'config.setting.invalid',
    message: {
      en: `modules.base.tables: ${link} is ${what.en}`,
      zh: `modules.base.tables：${link} 是${what.zh}`,
    },
    cure: {
      en: 'Open the Base in the browser and copy its address: https://…/base/<token>?table=tbl… or https://…/wiki/<token>?table=tbl….',
      zh: '请在浏览器中打开该多维表格，并复制地址栏中的链接：https://…/base/<token>?table=tbl… 或 https://…/wiki/<token>?table=tbl…。',
    },
  });
}

/** Reads a link of any host: tenants have their own domains. @throws ConfigError `config.setting.invalid`. */
export function parseBaseLink(link: string): BaseLink {
  const other = otherThanBase(link);
  if (other !== undefined) throw noLink(link, other);
  const url = new URL(link.trim());
  const [, kind, token = ''] = path.exec(url.pathname) ?? [];
  if (kind === 'wiki') return { kind: 'wiki', nodeToken: token, ...parts(url) };
  return { kind: 'base', reference: { appToken: token, ...parts(url) } };
}

/** Splits the token of an embedded Base into Base and table; other references stay as they are. */
export function splitEmbedded(reference: TableReference): TableReference {
  const [, appToken, tableId] = embedded.exec(reference.appToken) ?? [];
  if (appToken === undefined || tableId === undefined) return reference;
  return { tableId, ...reference, appToken };
}
