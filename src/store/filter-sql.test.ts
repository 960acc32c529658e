import { expect, test } from 'vitest';
import { parseFilter, toCondition, toFilterText } from './filter-sql.ts';

test('filters that want the same have the same text, in whatever order they name it', () => {
  const one = toFilterText({ types: ['b', 'a', 'b'], tenantKeys: ['t'] });
  expect(toFilterText({ tenantKeys: ['t'], types: ['a', 'b'] })).toBe(one);
  expect(parseFilter(one)).toEqual({ types: ['a', 'b'], tenantKeys: ['t'] });
  expect(parseFilter(toFilterText({}))).toEqual({});
});

test('a stored filter that cannot be read wants nothing', () => {
  expect(parseFilter('no JSON')).toEqual({ types: [] });
  expect(parseFilter('{"appIds":"cli_1"}')).toEqual({ appIds: [] });
});

test('a condition names its values only as parameters, from the number that it is given', () => {
  expect(toCondition({ types: [`x' OR 1=1`, 'im.🙂*'], appIds: ['cli_1'] }, 3)).toEqual({
    sql: '(type IN ($4) OR substr(type, 1, 4) = $3) AND app_id IN ($5)',
    values: ['im.🙂', `x' OR 1=1`, 'cli_1'],
  });
  expect(toCondition({}, 1)).toEqual({ sql: '1 = 1', values: [] });
  expect(toCondition({ tenantKeys: [] }, 1).sql).toBe('1 = 0');
});
