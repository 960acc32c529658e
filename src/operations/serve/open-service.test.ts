import { expect, test } from 'vitest';
import { storePlace } from './open-service.ts';

const environment = { LARKSTREAM_STORE: 'postgres://db.example.com/larkstream' };

test('what is typed counts more than the environment, and a store is named once', () => {
  expect(storePlace({ environment }).name).toBe('db.example.com/larkstream');
  expect(storePlace({ environment, store: 'postgres://other.example.com/x' }).name).toBe('other.example.com/x');
  expect(storePlace({ environment, data: '/srv/data' }).name).toBe('/srv/data/postgres');
  expect(storePlace({ environment: {}, data: '/srv/data' }).kind).toBe('ours');
  const both = () => storePlace({ environment: {}, data: '/srv/data', store: 'postgres://other.example.com/x' });
  expect(both).toThrow(expect.objectContaining({ code: 'config.usage.invalid' }));
});
