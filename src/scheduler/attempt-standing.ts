import { TransientError } from '../model/errors.ts';
import { reportError } from '../model/run-report.ts';
import type { AttemptResult, RunningAttempt } from './attempt.ts';
import type { AttemptNotes } from './attempt-notes.ts';

/** A process at work tells how it goes twice a second, also on a machine that is slow. */
const silenceMs = 120_000;

/** Whether the process does nothing any more: it would hold its place, and its app's, until its time is over. */
export function isHung({ heardAt }: AttemptNotes, elapsedNow: number): boolean {
  return elapsedNow - heardAt > silenceMs;
}

/** Of one whose process does nothing: its run goes on with another. */
export async function endHung(running: RunningAttempt): Promise<AttemptResult> {
  running.kill();
  await running.ended;
  const message = {
    en: 'The process of the attempt did nothing for two minutes, and was ended',
    zh: '本次尝试的进程两分钟内毫无响应，已被终止',
  };
  return { kind: 'died', error: reportError(new TransientError({ code: 'run.process.died', message })) };
}

/** Of an attempt that another one has taken the place of: what it still says does not count. */
export async function endUnheard(running: RunningAttempt): Promise<undefined> {
  running.kill();
  await running.ended;
  return undefined;
}
