import { expect, test } from 'vitest';
import { settingsOf } from '../../../test/support/trigger-things.ts';
import { versionDiff } from './version-diff.ts';

test('only what has changed is shown, by its path', () => {
  const before = settingsOf({ handlerId: 'hd_1' }, { keywords: ['a'] });
  const quietHours = { from: '22:00', until: '07:00', timeZone: 'Asia/Shanghai', notice: undefined };
  const after = settingsOf({ handlerId: 'hd_2', quietHours }, { keywords: ['a', 'b'], pattern: '^a' });
  expect(versionDiff(before, before)).toEqual([]);
  expect([...versionDiff(before, after)].sort((one, other) => (one.path < other.path ? -1 : 1))).toEqual([
    { path: 'handlerId', before: 'hd_1', after: 'hd_2' },
    { path: 'messages.keywords', before: ['a'], after: ['a', 'b'] },
    { path: 'messages.pattern', before: undefined, after: '^a' },
    { path: 'quietHours', before: undefined, after: { from: '22:00', until: '07:00', timeZone: 'Asia/Shanghai' } },
  ]);
});
