import type { Answer, Exchange, Route } from '../route.ts';
import { type BaseRegistry, baseOf, pageSizeOf, tableOf } from './base-access.ts';
import type { Field } from './field.ts';
import type { SandboxBase } from './sandbox-base.ts';
import type { SandboxTable } from './sandbox-table.ts';
import type { TableFailures } from './table-failures.ts';
import type { View } from './view.ts';

const app = '/open-apis/bitable/v1/apps/:app_token';
const maxPageSize = 100;

/** A Base as GET …/apps/:app_token answers it in `data.app`. */
export function appJson(base: SandboxBase): Record<string, unknown> {
  return {
    app_token: base.appToken,
    name: base.name,
    revision: base.revision,
    is_advanced: base.isAdvanced,
    time_zone: base.timeZone,
    formula_type: 1,
    advance_version: 'v1',
  };
}

/** A table as the list of tables shows it. */
export function tableJson(table: SandboxTable): Record<string, unknown> {
  return { table_id: table.id, revision: table.revision, name: table.name };
}

/** A column as the list of fields shows it. Only a list that names a view marks hidden columns. */
export function fieldJson(field: Field, hiddenFieldIds?: ReadonlySet<string>): Record<string, unknown> {
  return {
    field_id: field.id,
    field_name: field.name,
    is_hidden: hiddenFieldIds?.has(field.id) ?? false,
    is_primary: field.isPrimary,
    property: field.property,
    type: field.type,
    ui_type: field.uiType,
  };
}

/** A view as the list of views shows it; only a private one names its owner. */
export function viewJson(view: View): Record<string, unknown> {
  return {
    view_id: view.id,
    view_name: view.name,
    view_public_level: view.level,
    ...(view.ownerId === undefined ? {} : { view_private_owner_id: view.ownerId }),
    view_type: view.type,
  };
}

/** The Base itself, its tables, and a table's fields and views. */
export function metadataRoutes(registry: BaseRegistry, failures: TableFailures): readonly Route[] {
  const inTable =
    (handle: (base: SandboxBase, table: SandboxTable, exchange: Exchange) => Answer) => (exchange: Exchange) => {
      const base = baseOf(registry, exchange, failures);
      return handle(base, tableOf(base, exchange, failures), exchange);
    };
  return [
    {
      method: 'GET',
      path: app,
      handle: (exchange) => ({ data: { app: appJson(baseOf(registry, exchange, failures)) } }),
    },
    {
      method: 'GET',
      path: `${app}/tables`,
      handle: (exchange) => listed(baseOf(registry, exchange, failures).tables, tableJson, exchange, failures),
    },
    {
      method: 'GET',
      path: `${app}/tables/:table_id/fields`,
      handle: inTable((_, table, exchange) => {
        const hidden = viewOf(table, exchange.query.get('view_id'), failures)?.hiddenFieldIds;
        return listed(table.fields, (field) => fieldJson(field, hidden), exchange, failures);
      }),
    },
    {
      method: 'GET',
      path: `${app}/tables/:table_id/views`,
      handle: inTable((_, table, exchange) => listed(table.views, viewJson, exchange, failures)),
    },
  ];
}

/** The view of an id; undefined when none was given. Refuses malformed and unknown ids. */
export function viewOf(table: SandboxTable, viewId: unknown, failures: TableFailures): View | undefined {
  if (typeof viewId !== 'string' || viewId === '') return undefined;
  if (!/^vew[A-Za-z0-9]+$/.test(viewId)) throw failures.failure(1254005, 'WrongViewId');
  const view = table.views.find((candidate) => candidate.id === viewId);
  if (view === undefined) throw failures.failure(1254042, 'ViewIdNotFound');
  return view;
}

/** A page whose token is the id of its last item; the platform gives one on the last page as well. */
function listed<T extends { readonly id: string }>(
  items: readonly T[],
  json: (item: T) => Record<string, unknown>,
  exchange: Exchange,
  failures: TableFailures,
): Answer {
  const size = pageSizeOf(exchange, maxPageSize, failures);
  const after = exchange.query.get('page_token') ?? '';
  const start = after === '' ? 0 : items.findIndex((item) => item.id === after) + 1;
  if (after !== '' && start === 0) throw failures.failure(1254030, 'InvalidPageToken');
  const page = items.slice(start, start + size);
  const data = {
    has_more: start + page.length < items.length,
    items: page.map(json),
    page_token: page.at(-1)?.id ?? after,
    total: items.length,
  };
  return { data };
}
