import { existsSync, readdirSync } from 'node:fs';
import { rest, systemClock } from '../../model/clock.ts';

/** Of Linux; elsewhere handles are all that is counted. */
const filesFolder = '/proc/self/fd';
/** Sockets and timers that were closed are gone a moment later. */
const patienceMs = 500;
const lookMs = 10;

/** How many handles of each kind, and how many files, this process has open. */
export type OpenThings = ReadonlyMap<string, number>;

/** What holds something of a run, or goes on with it. */
const kinds = new Set(['Timeout', 'Immediate', 'TCPSocketWrap', 'TCPServerWrap', 'TLSWrap', 'FSReqPromise']);

/** What is open now. Timers that keep no process alive are not among it, nor are sockets like these. */
export function openThings(): OpenThings {
  const things = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (kinds.has(kind)) things.set(kind, (things.get(kind) ?? 0) + 1);
  }
  if (existsSync(filesFolder)) things.set('file', readdirSync(filesFolder).length);
  return things;
}

/** Whether nothing is open, soon, that was not before: a process that has left something open is of no use to another run. */
export async function isTidy(before: OpenThings): Promise<boolean> {
  for (let waitedMs = 0; ; waitedMs += lookMs) {
    const now = openThings();
    if ([...now].every(([kind, count]) => count <= (before.get(kind) ?? 0))) return true;
    if (waitedMs >= patienceMs) return false;
    await rest(systemClock, lookMs);
  }
}
