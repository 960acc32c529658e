import { expect, test } from 'vitest';
import { roleOfGroups } from './role-of.ts';

const groupRoles = { everybody: 'viewer', ops: 'operator', platform: 'admin' } as const;

test.each([
  [['ops', 'everybody'], 'operator'],
  [['platform', 'everybody'], 'admin'],
  [['everybody'], 'viewer'],
  [['others'], undefined],
  [[], undefined],
  [['constructor', '__proto__'], undefined],
] as const)('the groups %j stand for %s', (groups, role) => {
  expect(roleOfGroups(groups, groupRoles)).toBe(role);
});
