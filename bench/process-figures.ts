import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of Linux on every processor that Node runs on. */
const ticksPerSecond = 100;

interface Cpu {
  /** Seconds of the process itself. */
  readonly own: number;
  /** Seconds of its children: of those that have ended, and of those that are there. */
  readonly children: number;
}

/** User and system seconds that a process and its children have used so far. */
export function cpuOf(pid: number): Cpu {
  const { own, ended } = timesOf(pid);
  const living = childrenOf(pid).map(cpuOf);
  return { own, children: living.reduce((sum, one) => sum + one.own + one.children, ended) };
}

/** Resident megabytes; 0 when it has ended. */
export function residentMb(pid: number): number {
  return fieldMb(pid, 'status', 'VmRSS');
}

/** Megabytes with each page that it shares counted by its part. */
export function proportionalMb(pid: number): number {
  return fieldMb(pid, 'smaps_rollup', 'Pss');
}

/** A child of this process whose command line holds a word. */
export function childNamed(word: string): number {
  const found = childrenOf(process.pid).find((pid) => textOf(pid, 'cmdline').includes(word));
  if (found === undefined) throw new Error(`No process of ${word}`);
  return found;
}

export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => Number(statOf(one)[1]) === pid);
}

function timesOf(pid: number): { readonly own: number; readonly ended: number } {
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = statOf(pid).slice(11, 15).map(Number);
  return { own: (user + system) / ticksPerSecond, ended: (childUser + childSystem) / ticksPerSecond };
}

/** What stands behind the name, which may hold anything. Empty when the process has ended. */
function statOf(pid: number): string[] {
  return textOf(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];
}

function fieldMb(pid: number, file: string, name: string): number {
  const [, kib] = new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(textOf(pid, file)) ?? [];
  return (Number(kib ?? 0) * 1024) / 1e6;
}

function textOf(pid: number, file: string): string {
  try {
    return readFileSync(join('/proc', String(pid), file), 'utf8');
  } catch {
    return '';
  }
}
