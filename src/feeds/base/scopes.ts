import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { wikiEndpoints } from '../../open-platform/endpoints/wiki.ts';
import type { ModuleScopes } from '../scopes.ts';

const { getApp, listTables, listFields, listViews, searchRecords } = bitableEndpoints;

/** Besides these, each Base must be shared with the app, or its calls are refused. */
export const baseScopes: ModuleScopes = {
  calls: [
    { anyOf: getApp.scopes, opens: { en: 'Bases', zh: '多维表格' } },
    { anyOf: listTables.scopes, opens: { en: 'tables', zh: '数据表' } },
    { anyOf: listFields.scopes, opens: { en: 'fields', zh: '字段' } },
    { anyOf: listViews.scopes, opens: { en: 'views', zh: '视图' } },
    { anyOf: searchRecords.scopes, opens: { en: 'records', zh: '记录' } },
    {
      anyOf: wikiEndpoints.getNode.scopes,
      opens: { en: 'the Base behind a link of a wiki', zh: '知识库链接所指的多维表格' },
      condition: { when: { en: 'with links that contain `/wiki/`', zh: '链接中含有 `/wiki/` 时' }, isUsual: false },
    },
  ],
  columns: [],
};
