import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FeedHarness } from '../../test/support/feed-harness.ts';
import { refused, SmallTenant } from '../../test/support/small-tenant.ts';
import type { Change } from '../model/change.ts';
import { createAttendanceFeed } from './attendance/feed.ts';
import { createContactFeed } from './contact/feed.ts';
import type { ContactSettings } from './contact/settings.ts';
import { Directory } from './directory.ts';
import type { Feed } from './feed.ts';

const flows = 'attendance_user_flows';

let tenant: SmallTenant;
let harness: FeedHarness;

/** As the app does it: one directory, both feeds at the same time, the contact feed announced. */
function bothFeeds(config: Partial<ContactSettings> = {}): { contact: Feed; attendance: Feed } {
  const directory = new Directory();
  directory.expectWalk();
  return { contact: createContactFeed(config, directory), attendance: createAttendanceFeed({}, directory) };
}

async function read(
  feed: Feed,
  streams: readonly string[],
  state: 'whole' | 'first change' = 'whole',
): Promise<Change[]> {
  const changes: Change[] = [];
  for await (const change of feed.read({ ...harness.request([]), streams: new Set(streams) })) {
    changes.push(change);
    if (state === 'first change') break;
  }
  return changes;
}

const askedFor = (): string[] =>
  tenant.calls.flatMap(({ path, body }) =>
    path.endsWith('user_flows/query') && Array.isArray(body.user_ids) ? body.user_ids.map(String) : [],
  );

beforeEach(async () => {
  tenant = await SmallTenant.start();
  harness = new FeedHarness(tenant, Date.UTC(2026, 2, 1));
  tenant.departments.set('od-a', '0');
  for (let index = 0; index < 70; index++) tenant.addUser(`ou_${index}`, index % 2 === 0 ? ['0'] : ['od-a', '0']);
});

afterEach(async () => {
  await harness.client.close();
  await tenant[Symbol.asyncDispose]();
});

describe('both feeds in one read', () => {
  test('the directory is walked once for both', async () => {
    const { contact, attendance } = bothFeeds();
    await Promise.all([read(attendance, [flows]), read(contact, ['contact_users'])]);
    expect(new Set(askedFor()).size).toBe(70);
    expect(askedFor()).toHaveLength(70);
    expect(tenant.count('/children')).toBe(1);
    expect(tenant.count('find_by_department')).toBe(3);
  });

  test('a walk that ended before is replayed', async () => {
    const { contact, attendance } = bothFeeds();
    await read(contact, ['contact_users']);
    await read(attendance, [flows]);
    expect(askedFor()).toHaveLength(70);
    expect(tenant.count('find_by_department')).toBe(3);
  });

  test.each<[string, Partial<ContactSettings>, string[]]>([
    ['reads some departments only', { department_ids: ['od-a'] }, ['contact_users']],
    ['does not want people', {}, ['contact_departments']],
    ['wants only groups', {}, ['contact_groups']],
  ])('the contact feed %s: attendance walks by itself', async (_why, config, streams) => {
    const { contact, attendance } = bothFeeds(config);
    await Promise.all([read(attendance, [flows]), read(contact, streams)]);
    expect(new Set(askedFor()).size).toBe(70);
  });

  test('a walk with a hole: attendance reads who was found and is incomplete', async () => {
    tenant.fault = ({ query }) => (query.get('department_id') === 'od-a' ? refused(40001) : undefined);
    const { contact, attendance } = bothFeeds();
    const [changes] = await Promise.all([read(attendance, [flows]), read(contact, ['contact_users'])]);
    expect(askedFor()).toHaveLength(70);
    expect(changes.filter(({ kind }) => kind === 'incomplete')).toMatchObject([{ streams: [flows] }]);
  });

  test('a contact feed that breaks ends attendance too', async () => {
    tenant.fault = ({ path }) => (path.includes('contact') ? refused(99991662) : undefined);
    const { contact, attendance } = bothFeeds();
    const results = await Promise.allSettled([read(attendance, [flows]), read(contact, ['contact_users'])]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test('attendance does not wait for a contact feed that is not read to its end', async () => {
    const { contact, attendance } = bothFeeds();
    const following = read(attendance, [flows]).catch((error: unknown) => error);
    await read(contact, ['contact_users', 'contact_departments'], 'first change');
    expect(await following).toMatchObject({ code: 'run.stopped' });
  });

  test('stopping wakes a follower that waits', async () => {
    const { attendance } = bothFeeds();
    const following = read(attendance, [flows]).catch((error: unknown) => error);
    await new Promise(setImmediate);
    harness.stop.abort();
    expect(await following).toMatchObject({ code: 'run.stopped' });
  });
});

test('without a contact feed attendance walks by itself', async () => {
  await read(createAttendanceFeed({}, new Directory()), [flows]);
  expect(askedFor()).toHaveLength(70);
  expect(tenant.count('find_by_department')).toBe(3);
});
