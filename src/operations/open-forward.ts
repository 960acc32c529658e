import { randomBytes } from 'node:crypto';
import { createForward, type Forward } from '../app/create-forward.ts';
import { newSigningKey } from '../control/handlers/keep-secrets.ts';
import { systemClock } from '../model/clock.ts';
import type { Secret } from '../model/secret.ts';

/** Forwards turns to a program of the developer, signed with a key of its own. */
export interface OpenedForward {
  readonly key: Secret;
  readonly forward: Forward;
}

/** `key`: the one of an earlier time; a new one is made when it is undefined. */
export function openForward(url: string, key: Secret | undefined, environment: NodeJS.ProcessEnv): OpenedForward {
  const own = key ?? newSigningKey({ randomBytes });
  return { key: own, forward: createForward({ url, key: own, environment, clock: systemClock }) };
}
