import { expect, test } from 'vitest';
import { matchesEvent } from './event-filter.ts';

const event = { type: 'im.message.receive_v1', appId: 'cli_1', tenantKey: 't1' };

test.each([
  [{}, true],
  [{ types: ['im.message.receive_v1'] }, true],
  [{ types: ['im.message.*'] }, true],
  [{ types: ['*'] }, true],
  [{ types: ['im.message'] }, false],
  [{ types: ['IM.*'] }, false],
  [{ types: ['*.receive_v1'] }, false],
  [{ types: [] }, false],
  [{ appIds: ['cli_2'] }, false],
  [{ appIds: ['cli_1'], tenantKeys: ['t2', 't1'] }, true],
  [{ types: ['im.*'], tenantKeys: [''] }, false],
])('the filter %j takes a received message: %s', (filter, isWanted) => {
  expect(matchesEvent(filter, event)).toBe(isWanted);
});
