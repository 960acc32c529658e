import { randomBytes } from 'node:crypto';
import type { ControlParts } from '../../../control/parts.ts';
import { toLarkstreamError } from '../../../model/errors.ts';
import type { EventStore } from '../../../model/event-store.ts';
import type { Logger } from '../../../model/logger.ts';
import { systemRandom } from '../../../model/random.ts';
import type { Tally } from '../../../model/triggers/tally.ts';
import { newLeaseOwner } from '../../../store/lease-owner.ts';
import type { Definitions } from '../../../triggers/flow/definitions.ts';
import type { FlowParts } from '../../../triggers/flow/flow-parts.ts';
import type { Moved } from '../../../triggers/flow/moved.ts';
import { takeEvent } from '../../../triggers/flow/take-event.ts';
import { TurnWorker } from '../../../triggers/flow/work-turns.ts';
import { Sender } from '../../../triggers/outbox/sender.ts';
import { EventTaker } from './event-taker.ts';
import type { FlowApps } from './flow-apps.ts';
import { flowStore } from './flow-store.ts';
import { talliedHandler, talliedOutbox } from './tallied.ts';
import { tallyWithLog } from './tally-with-log.ts';

/** What a process works on triggers with. */
export interface TriggerWorkParts
  extends Pick<ControlParts, 'store' | 'bodies' | 'resources' | 'clock'>,
    Pick<FlowParts, 'handlerOf' | 'listenerOf' | 'isPairingCode' | 'replyHandleOf'> {
  readonly apps: FlowApps;
  readonly memberId: string;
  readonly logger: Logger;
}

/** The three that do the work: one takes events, one asks handlers, one sends. */
export interface Engine {
  readonly flow: FlowParts;
  readonly events: EventTaker;
  readonly turns: TurnWorker;
  readonly sender: Sender;
}

interface EngineParts extends TriggerWorkParts {
  readonly tally: Tally;
  readonly inbox: EventStore;
  readonly known: Definitions;
  /** The integrations for whose apps this process sends. */
  readonly sendsFor: () => readonly string[];
  readonly moved: Moved;
}

/** Makes them; nothing runs yet. */
export function makeEngine(parts: EngineParts): Engine {
  const { store, known, clock, logger, memberId, apps, inbox, bodies } = parts;
  const tally = tallyWithLog(parts);
  const random = systemRandom;
  const flow: FlowParts = {
    ...parts,
    tally,
    store: flowStore(store, clock),
    known,
    random,
    bytes: randomBytes,
    appOf: (integration, tenantKey) => apps.appOf(integration, tenantKey),
    handlerOf: async (id) => {
      const found = await parts.handlerOf(id);
      return found && talliedHandler(id, found, tally);
    },
    worker: {
      holding: (now) => turns.holding(now),
      begin: (stored, speaks) => turns.begin(stored, speaks),
      doubt: (fence) => turns.doubt(fence),
      wake: () => turns.wake(),
    },
    tellMoved: parts.moved.tell,
  };
  const turns: TurnWorker = new TurnWorker(flow, {
    holder: memberId,
    onError: (thrown, { id }) => {
      const { code, message } = toLarkstreamError(thrown);
      logger.warn('A turn could not be worked on', { turn: id, code, error: message });
    },
  });
  const events = new EventTaker({
    ...{ inbox, clock, logger, random, owner: newLeaseOwner(random) },
    placeOf: async (triggerId) => {
      const trigger = await known.trigger(triggerId);
      const integration = trigger && (await known.integration(trigger.integrationId));
      return integration && { integrationId: integration.id, appId: integration.appId };
    },
    take: (event, place) => takeEvent(flow, event, { ...place, isNew: event.attempts === 1 }),
  });
  const sender = new Sender({
    outbox: talliedOutbox(store.outbox, tally, () => flow.store.now()),
    ...{ bodies, clock, random, logger, holder: memberId, integrationIds: parts.sendsFor },
    messengerOf: (integrationId, tenantKey) => apps.messengerOf(integrationId, tenantKey),
    storeNow: () => store.now(),
    onWorked: ({ turnId }) => parts.moved.tell('turn', turnId),
  });
  return { flow, events, turns, sender };
}
