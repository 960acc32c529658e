import { rest } from '../model/clock.ts';
import { toLarkstreamError } from '../model/errors.ts';
import type { Inbox } from '../model/inbox.ts';
import type { EventProcessorOptions } from './event-processor.ts';
import type { LivePlan } from './plan.ts';

interface Due
  extends Pick<EventProcessorOptions, 'consumer' | 'appId' | 'tenantKey' | 'waitForEvents' | 'clock' | 'onTrouble'> {
  readonly inbox: Pick<Inbox, 'dueTenants'>;
}

/** Until the inbox is asked again after it has failed. */
const troubleMs = 5_000;

/** Streaming whose destination is closed, because nothing comes. It goes on with the plan that it had. */
export class Asleep {
  readonly plan: LivePlan;
  readonly plannedSeq: number;
  #runId: string | undefined;
  #isDue = false;

  constructor(plan: LivePlan, plannedSeq: number, runId: string) {
    this.plan = plan;
    this.plannedSeq = plannedSeq;
    this.#runId = runId;
  }

  /** It goes on as the same run, once: what fails before it has begun has ended that run. */
  takeRunId(): string | undefined {
    const runId = this.#runId;
    this.#runId = undefined;
    return runId;
  }

  /** False when the signal is aborted before something comes. What came, and could not be worked on for want of a destination, is there still. */
  async wakes(due: Due, until: AbortSignal): Promise<boolean> {
    this.#isDue ||= await awaitDue(due, until);
    return this.#isDue;
  }
}

/** Claims nothing: the lease of what is claimed would run while the destination is opened. */
async function awaitDue({ inbox, clock, ...of }: Due, until: AbortSignal): Promise<boolean> {
  const { consumer, appId, tenantKey, waitForEvents, onTrouble } = of;
  while (!until.aborted) {
    try {
      const due = await inbox.dueTenants({ consumer, appId, now: clock.now() });
      if (tenantKey === undefined ? due.length > 0 : due.includes(tenantKey)) return true;
      await waitForEvents(until);
    } catch (thrown) {
      onTrouble?.(toLarkstreamError(thrown));
      await rest(clock, troubleMs, until);
    }
  }
  return false;
}
