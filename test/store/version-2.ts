import type { SqlValue } from '../../src/store/database.ts';
import { insert, writtenAt } from './version-0.ts';

/** What versions 2 and 3 could hold, which differ by the name of one table; frozen. */
const failure = JSON.stringify({ en: 'HTTP 500', zh: 'HTTP 500：服务器错误' });

interface DeliveredBefore {
  readonly consumer: string;
  readonly state: 'pending' | 'done' | 'dead';
  readonly attempts?: number;
  readonly next_at?: number;
  readonly lease_owner?: string;
  readonly lease_until?: number;
  readonly finished_at?: number;
  readonly last_error?: string;
}

const replication = { consumer: 'replication' } as const;
const echo = { consumer: 'trigger/echo' } as const;
const waiting = { state: 'pending' } as const;
const dead = { state: 'dead', attempts: 8, finished_at: writtenAt - 300, last_error: failure } as const;

/** Each event with its deliveries, by what its id says. */
const events: readonly {
  readonly id: string;
  readonly orderKey?: string;
  readonly error?: string;
  readonly deliveries: readonly DeliveredBefore[];
}[] = [
  { id: 'waiting', deliveries: [{ ...replication, ...waiting }] },
  {
    id: 'claimed',
    deliveries: [
      { ...replication, ...waiting, attempts: 1, lease_owner: 'h:1:a', lease_until: writtenAt + 120_000 },
      { ...echo, state: 'done', attempts: 1, finished_at: writtenAt - 400 },
    ],
  },
  {
    id: 'failed',
    deliveries: [{ ...replication, ...waiting, attempts: 3, next_at: writtenAt + 60_000, last_error: failure }],
  },
  { id: 'first-of-key', orderKey: 'k', deliveries: [{ ...replication, ...waiting }] },
  { id: 'second-of-key', orderKey: 'k', deliveries: [{ ...replication, ...waiting }] },
  { id: 'done', deliveries: [{ ...replication, state: 'done', attempts: 1, finished_at: writtenAt - 500 }] },
  {
    id: 'given-up',
    deliveries: [
      { ...replication, ...dead },
      { ...echo, ...waiting },
    ],
  },
  {
    id: 'unreadable',
    error: failure,
    deliveries: [{ ...replication, state: 'dead', finished_at: writtenAt - 1_000, last_error: failure }],
  },
  { id: 'kept', deliveries: [] },
];

/** Fills the tables; `$1` stands for the first value. */
export function version2Rows(
  receivers: 'connections' | 'receivers',
): readonly { readonly sql: string; readonly values: readonly SqlValue[] }[] {
  const common = { app_id: 'cli_1', tenant_key: 'tenant', type: 'contact.user.updated_v3' };
  return [
    ...['replication', 'trigger/echo'].map((name) =>
      insert('consumers', { name, filter: JSON.stringify({ types: ['contact.*'] }), created_at: writtenAt - 5_000 }),
    ),
    { sql: 'UPDATE consumer_revision SET revision = 3', values: [] },
    ...events.flatMap(({ id, orderKey = null, error = null, deliveries }, at) => [
      insert('events', {
        ...common,
        dedup_key: id,
        event_id: id,
        order_key: orderKey,
        via: 'webhook',
        created_at: writtenAt - 2_000,
        received_at: writtenAt - 1_000,
        body: JSON.stringify({ id, text: '张三' }),
        error,
      }),
      ...deliveries.map((one) => insert('deliveries', { ...common, order_key: orderKey, event_seq: at + 1, ...one })),
    ]),
    insert(receivers, {
      owner: 'h:1:a',
      app_id: 'cli_1',
      status: JSON.stringify({ appId: 'cli_1', mode: 'webhook', state: 'connected', reconnects: 2 }),
      heartbeat_at: writtenAt,
      command: null,
    }),
    insert('tickets', { app_id: 'cli_1', ticket: 'ticket-1', created_at: writtenAt }),
    insert('installations', { app_id: 'cli_1', tenant_key: 't1', installed_at: writtenAt - 9, uninstalled_at: null }),
  ];
}
