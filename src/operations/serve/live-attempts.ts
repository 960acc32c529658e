import { type Clock, systemClock } from '../../model/clock.ts';
import { boundHeapGrowth } from '../../util/bound-heap-growth.ts';
import { Attempt } from './attempt.ts';
import { LiveCommons } from './live-commons.ts';
import { Permit } from './permit.ts';
import { type FromHost, isToHost, type StartMessage, type ToHost } from './run-messages.ts';

/** The other end, which is the worker: the process of Node as it is. */
export interface HostChannel {
  onMessage(listener: (message: unknown) => void): void;
  send(message: FromHost): void;
}

interface Following {
  readonly stop: AbortController;
  readonly permit: Permit;
}

/**
 * Works on many live attempts at once, which share what can be shared: most follow tenants of which nothing comes for minutes, and a process
 * for each would cost a hundred times as much memory. Goes on until the process ends.
 */
export function serveLiveAttempts(channel: HostChannel, clock: Clock = systemClock): void {
  boundHeapGrowth('staying');
  const commons = new LiveCommons(clock);
  const following = new Map<number, Following>();

  const begin = async (key: number, start: StartMessage): Promise<void> => {
    const one = { stop: new AbortController(), permit: new Permit(clock) };
    following.set(key, one);
    // Each has texts of its own that it must not tell, and tells its own only.
    const own = { send: (message: FromHost['message']) => channel.send({ kind: 'from', key, message }) };
    const last = await new Attempt(start, own, { clock, permit: one.permit, commons }).run(one.stop);
    following.delete(key);
    one.permit.end();
    own.send(last);
  };

  const hear = (message: ToHost): void => {
    if (message.kind === 'go-on') {
      for (const key of message.keys) following.get(key)?.permit.renew();
      return;
    }
    const { key, message: said } = message;
    if (said.kind === 'start') {
      void begin(key, said);
      return;
    }
    const one = following.get(key);
    if (said.kind === 'forsake') one?.permit.end();
    one?.stop.abort();
  };

  channel.onMessage((message) => {
    if (isToHost(message)) hear(message);
  });
}
