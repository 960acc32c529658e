import { ConfigError } from '../../model/errors.ts';
import type { TableReference } from './settings.ts';

/** A Base by its own token, or a wiki node that has to be resolved first. */
export type BaseLink =
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

/** Reads a link of any host: tenants have their own domains. @throws ConfigError `config.setting.invalid`. */
export function parseBaseLink(link: string): BaseLink {
  const url = URL.parse(link);
  const [, kind, token] = path.exec(url?.pathname ?? '') ?? [];
  if (url === null || token === undefined) {
    throw new ConfigError({
      code: 'config.setting.invalid',
      message: {
        en: `modules.base.tables: ${link} is no link to a Base`,
        zh: `modules.base.tables：${link} 不是多维表格的链接`,
      },
      cure: {
        en: 'Copy the address of the opened Base: https://…/base/<token>?table=tbl… or https://…/wiki/<token>?table=tbl….',
        zh: '请复制打开多维表格后的网址：https://…/base/<token>?table=tbl… 或 https://…/wiki/<token>?table=tbl…。',
      },
    });
  }
  if (kind === 'wiki') return { kind: 'wiki', nodeToken: token, ...parts(url) };
  return { kind: 'base', reference: { appToken: token, ...parts(url) } };
}

/** Splits the token of an embedded Base into Base and table; other references stay as they are. */
export function splitEmbedded(reference: TableReference): TableReference {
  const [, appToken, tableId] = embedded.exec(reference.appToken) ?? [];
  if (appToken === undefined || tableId === undefined) return reference;
  return { tableId, ...reference, appToken };
}
