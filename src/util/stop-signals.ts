import { basename } from 'node:path';

/** What asks a process to stop. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/**
 * The signals that ask this process to stop; SIGHUP, which says that the terminal has gone, among them. Under `nohup` it does not stop
 * anything. Node takes back that a signal is ignored (node.cc, `PlatformInit`), so `nohup` shows only in `_`, where bash, zsh and ksh
 * name the program that they have started.
 */
export function stopSignals(environment: Readonly<Record<string, string | undefined>> = process.env): StopSignal[] {
  return isUnderNohup(environment) ? ['SIGINT', 'SIGTERM'] : ['SIGINT', 'SIGTERM', 'SIGHUP'];
}

/** Under `nohup` a SIGHUP does nothing, whatever this process does just then. */
export function heedNohup(): void {
  if (isUnderNohup(process.env)) process.on('SIGHUP', () => {});
}

/**
 * Whether a signal that comes after another one asks again. A closing terminal sends SIGHUP once by itself and once more through its
 * shell; nobody has asked twice then.
 */
export function asksAgain(signal: NodeJS.Signals | undefined): boolean {
  return signal !== 'SIGHUP';
}

const isUnderNohup = ({ _: started = '' }: Readonly<Record<string, string | undefined>>): boolean =>
  basename(started) === 'nohup';
