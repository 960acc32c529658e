import { expect, test } from 'vitest';
import { parseConfig } from '../config/read-config.ts';
import { toModuleConfigs } from './to-module-configs.ts';

function configsOf(modules: string): ReturnType<typeof toModuleConfigs> {
  const text = `
source: { region: lark, credentials: { app_id: a, app_secret: b }, modules: ${modules} }
destination: { type: duckdb, path: x }
`;
  return toModuleConfigs(parseConfig({ text, file: '/x/y.yaml', environment: {} }).source.modules);
}

test('every setting reaches its feed under its name there', () => {
  expect(
    configsOf(`{
      approval: { approval_codes: [A], start_date: 2026-01-01, lookback_days: 3, revert_days: 4, locale: zh-CN, user_id_type: user_id },
      base: { tables: [{ app_token: b, table_id: t, view_id: v }, { url: "https://x.feishu.cn/base/c" }], skip_unchanged: true, typed_streams: true },
      attendance: { employee_ids: [e], employee_id_type: employee_no, start_date: 2026-02-01, lookback_days: 5, include_terminated: true },
      contact: { department_ids: [d], department_id_type: department_id, user_id_type: union_id } }`),
  ).toEqual({
    approval: {
      approvalCodes: ['A'],
      startDate: '2026-01-01',
      lookbackDays: 3,
      revertDays: 4,
      locale: 'zh-CN',
      userIdType: 'user_id',
    },
    base: {
      tables: [{ appToken: 'b', tableId: 't', viewId: 'v' }, { url: 'https://x.feishu.cn/base/c' }],
      skipUnchanged: true,
      typedStreams: true,
    },
    attendance: {
      employeeIds: ['e'],
      employeeIdType: 'employee_no',
      startDate: '2026-02-01',
      lookbackDays: 5,
      includeTerminated: true,
    },
    contact: { departmentIds: ['d'], departmentIdType: 'department_id', userIdType: 'union_id' },
  });
});

test('a module that is off stays off', () => {
  expect(Object.keys(configsOf('{ contact: {} }'))).toEqual(['contact']);
});
