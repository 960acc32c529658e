import { expect, test } from 'vitest';
import { parseConfig } from '../config/read-config.ts';
import type { SourceSettings } from '../config/settings.ts';
import { moduleOfPath } from '../feeds/module-of-path.ts';
import { createSource } from './create-source.ts';

function settingsOf(change: (text: string) => string = (text) => text): SourceSettings {
  const text = `
source:
  region: feishu
  credentials: { auth_type: custom_app, app_id: cli_1, app_secret: s }
  modules: { contact: {}, approval: { approval_codes: [A] } }
destination: { type: duckdb, path: x }
`;
  return parseConfig({ text: change(text), file: '/x/y.yaml', environment: {} }).source;
}

test('the same app has the same id, whatever else is configured', async () => {
  const { source } = await createSource({ settings: settingsOf() });
  const { source: other } = await createSource({ settings: settingsOf((text) => text.replace('contact: {}, ', '')) });

  expect(source.id).toBe(other.id);
  expect(source.id).toContain('cli_1');
  const modules = new Set((await source.discover()).streams.map(({ module }) => module));
  expect([...modules].sort()).toEqual(['approval', 'contact']);
  await Promise.all([source.close(), other.close()]);
});

test('a source of a store app needs a tenant_key', async () => {
  const settings = settingsOf((text) => text.replace('custom_app', 'store_app'));

  await expect(createSource({ settings })).rejects.toMatchObject({
    code: 'config.setting.invalid',
    message: expect.stringContaining('source.credentials.tenant_key is missing'),
    cure: expect.stringContaining('Set the tenant'),
  });
});

test.each([
  ['/open-apis/bitable/v1/apps/:app_token/tables', 'base'],
  ['/open-apis/wiki/v2/spaces/get_node', 'base'],
  ['/open-apis/approval/v4/instances', 'approval'],
  ['/open-apis/auth/v3/tenant_access_token/internal', undefined],
])('%s belongs to %s', (path, module) => {
  expect(moduleOfPath(path)).toBe(module);
});
