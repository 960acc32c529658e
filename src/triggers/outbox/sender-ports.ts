import type { Clock } from '../../model/clock.ts';
import type { Logger } from '../../model/logger.ts';
import type { Random } from '../../model/random.ts';
import type { Messenger } from '../../model/triggers/messenger.ts';
import type { BodyVault } from '../../model/triggers/sealed-text.ts';
import type { OutboxTable, StoredOutboxRow } from '../../model/triggers/session-tables.ts';
import type { StreamLimits } from '../replies/stream/stream-state.ts';
import type { SendRates } from './send-limits.ts';

/** What a sender needs of the outbox. */
export type SenderTable = Pick<OutboxTable, 'claim' | 'extend' | 'note' | 'end' | 'ofTurn' | 'nextDueAt'>;

/** What a sender works with. */
export interface SenderOptions {
  readonly outbox: SenderTable;
  readonly bodies: BodyVault;
  /** Who speaks for an integration in a tenant. @throws LarkstreamError when it is gone, or its credentials cannot be read */
  readonly messengerOf: (integrationId: string, tenantKey: string) => Promise<Messenger>;
  /** By the clock of the store. */
  readonly storeNow: () => Promise<number>;
  /** Who sends: of each process another. */
  readonly holder: string;
  /** Whose rows are sent: whoever alone sends for an app keeps its limits exactly. Undefined: all. */
  readonly integrationIds?: () => readonly string[] | undefined;
  /** A row was worked on. */
  readonly onWorked?: (row: Pick<StoredOutboxRow, 'turnId'>) => void;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger?: Logger;
  readonly rates?: SendRates;
  readonly streamLimits?: Partial<StreamLimits>;
  readonly leaseMs?: number;
  /** How many rows are held at once, streams that wait for more text included. */
  readonly mostHeld?: number;
  /** How often it is looked whether there is something new, unless `wake` tells of it. */
  readonly pollMs?: number;
  /** How often the text of streams is looked for. */
  readonly textMs?: number;
}
