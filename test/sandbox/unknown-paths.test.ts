import { describe, expect, test } from 'vitest';
import { createSource } from '../../src/app/create-source.ts';
import { parseSource } from '../../src/config/read-source.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { SandboxCaller } from '../support/sandbox-caller.ts';

const small = { users: 3, limits: 'off' } as const;

async function lookAt(sandbox: Sandbox, method: 'GET' | 'POST', path: string) {
  const { http, headers, text, code } = await new SandboxCaller(sandbox).call(method, path);
  return { http, type: headers.get('content-type')?.split(';')[0], text, code };
}

describe('a path that is not known', () => {
  test('answers the text that was captured', async () => {
    await using sandbox = await startSandbox(small);
    const text = { http: 404, type: 'text/plain', text: '404 page not found', code: undefined };
    expect(await lookAt(sandbox, 'GET', '/open-apis/contact/v3/nonsense/at/all')).toEqual(text);
    expect(await lookAt(sandbox, 'POST', '/open-apis/contact/v3/scopes')).toEqual(text);
    expect(await lookAt(sandbox, 'GET', '/nowhere')).toEqual(text);
  });

  test('or, by a switch, the JSON that the error page promises', async () => {
    await using sandbox = await startSandbox({ ...small, switches: { unknownPaths: 'json' } });
    const json = { http: 404, type: 'application/json' };
    expect(await lookAt(sandbox, 'GET', '/open-apis/contact/v3/nonsense/at/all')).toMatchObject({
      ...json,
      code: 99991201,
    });
    expect(await lookAt(sandbox, 'POST', '/open-apis/contact/v3/scopes')).toMatchObject({ ...json, code: 99991301 });
    expect(await lookAt(sandbox, 'GET', '/nowhere')).toMatchObject({ ...json, code: 99991201 });
  });

  test.each(['text', 'json'] as const)('is an endpoint that this deployment lacks, as %s', async (unknownPaths) => {
    await using sandbox = await startSandbox({ ...small, switches: { unknownPaths } });
    const { appId, appSecret } = sandbox.options;
    const { settings } = parseSource(
      {
        base_url: `${sandbox.url}/wrong`,
        credentials: { auth_type: 'custom_app', app_id: appId, app_secret: appSecret },
        modules: { contact: {} },
      },
      'feishu',
    );
    const { source } = await createSource({ settings });
    const found = [];
    for await (const result of source.check(new AbortController().signal)) found.push(result);
    await source.close();
    expect(found[0]).toMatchObject({ outcome: 'failed', error: { code: 'lark.endpoint.missing' } });
  });
});
