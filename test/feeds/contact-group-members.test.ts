import { expect, test } from 'vitest';
import { createContactFeed } from '../../src/feeds/contact/feed.ts';
import { Directory } from '../../src/feeds/directory.ts';
import { Problems } from '../../src/feeds/problems.ts';
import { systemClock } from '../../src/model/clock.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';

test.each([
  ['open_id', 'open_department_id'],
  ['open_id', 'department_id'],
  ['user_id', 'open_department_id'],
  ['union_id', 'department_id'],
] as const)(
  'members of groups have open ids, whatever id types are configured: %s, %s',
  async (userIdType, departmentIdType) => {
    await using sandbox = await startSandbox({ users: 40, departments: 8, groups: 6, limits: 'off' });
    const { appId, appSecret } = sandbox.options;
    const credentials = { appId, appSecret: new Secret(appSecret) };
    const client = new OpenPlatformClient({ region: 'feishu', baseUrl: sandbox.url, credentials, rateLimitScale: 0 });
    const feed = createContactFeed({ user_id_type: userIdType, department_id_type: departmentIdType }, new Directory());
    const { signal } = new AbortController();
    const context = {
      client,
      clock: systemClock,
      logger: silentLogger,
      signal,
      fresh: false,
      acceptDeletes: false,
      problems: new Problems(),
    };
    const found: string[] = [];
    for await (const change of feed.read({ ...context, streams: new Set(['contact_group_members']), state: new Map() }))
      if (change.kind === 'rows')
        found.push(...change.rows.map((row) => `${row.group_id} ${row.member_type} ${row.member_id}`));
    await client.close();
    const { directory, groups } = sandbox.tenant;
    const expected = groups
      .all()
      .flatMap(({ id, departments }) => [
        ...groups.members(id).map((at) => `${id} user ${directory.personAt(at).openId}`),
        ...departments.map((openId) => `${id} department ${openId}`),
      ]);
    expect(expected.some((line) => line.includes(' department '))).toBe(true);
    expect(found.toSorted()).toEqual(expected.toSorted());
  },
);
