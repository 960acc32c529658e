import { expect, test } from 'vitest';
import { newIntegration } from '../../../test/support/service-things.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { ChangeSign, ServiceStore } from '../../model/service/service-store.ts';
import { KnownIntegrations } from './known-integrations.ts';

const integrationOf = (id: string, name: string): Integration => ({
  ...newIntegration(id, { name, mode: 'webhook' }),
  changedAt: 1,
  version: 1,
});

/** Integrations and signs in memory, and what was read of them. */
class Tables {
  readonly rows = new Map<string, Integration>();
  readonly signs: ChangeSign[] = [];
  readonly read: string[] = [];

  put(id: string, name: string): void {
    this.rows.set(id, integrationOf(id, name));
    this.sign('integration', id);
  }

  sign(topic: string, id: string): void {
    this.signs.push({ seq: this.signs.length + 1, at: 1, topic, id, kind: 'changed' });
  }

  get store(): Pick<ServiceStore, 'changes' | 'integrations'> {
    const unused = async (): Promise<never> => {
      throw new Error('unused');
    };
    return {
      changes: {
        add: unused,
        after: async (seq, limit) => this.signs.filter((sign) => sign.seq > seq).slice(0, limit),
        lastSeq: async () => this.signs.length,
      },
      integrations: {
        lock: async () => undefined,
        find: async (id) => {
          this.read.push(id);
          return this.rows.get(id);
        },
        page: async () => {
          this.read.push('all');
          return { items: [...this.rows.values()], next: undefined, total: this.rows.size, totalIsAtLeast: false };
        },
        insert: unused,
        update: unused,
        delete: unused,
        noteTest: unused,
      },
    };
  }
}

let now = 0;
const clock = { now: () => now, elapsed: () => now, sleep: async () => undefined };
const namesOf = async (known: KnownIntegrations): Promise<string[]> => (await known.look()).map(({ name }) => name);

test('what has changed is read again, and nothing else, until it is time to read all', async () => {
  const tables = new Tables();
  tables.put('in_1', 'one');
  tables.put('in_2', 'two');
  const known = new KnownIntegrations(tables.store, clock);
  expect(await namesOf(known)).toEqual(['one', 'two']);
  tables.sign('run', 'run_1');
  expect(await namesOf(known)).toEqual(['one', 'two']);
  expect(tables.read).toEqual(['all']);
  tables.put('in_2', 'second');
  tables.put('in_3', 'three');
  expect(await namesOf(known)).toEqual(['one', 'second', 'three']);
  tables.rows.delete('in_1');
  tables.sign('integration', 'in_1');
  expect(await namesOf(known)).toEqual(['second', 'three']);
  expect(tables.read).toEqual(['all', 'in_2', 'in_3', 'in_1']);
  now += 60_000;
  await known.look();
  expect(tables.read.at(-1)).toBe('all');
});

test('who is far behind reads all', async () => {
  const tables = new Tables();
  const known = new KnownIntegrations(tables.store, clock);
  expect(await namesOf(known)).toEqual([]);
  tables.put('in_1', 'one');
  for (let count = 0; count < 1_000; count++) tables.sign('run', 'run_1');
  expect(await namesOf(known)).toEqual(['one']);
  expect(tables.read).toEqual(['all', 'all']);
});
