import type { ApiSchemas } from '../../client/contract/schemas.ts';
import type { Context } from '../context.ts';
import { rowsOf, shortTime } from './remote-words.ts';

/** A run in words; why it waits where that is known. */
export function sayRun(
  run: ApiSchemas['Run'] & Partial<Pick<ApiSchemas['RunInDetail'], 'waitingFor'>>,
  { texts, style, say, emit }: Context,
): void {
  emit({ event: 'remote_run', run: { ...run } });
  const { remote, colon, language } = texts;
  const fact = (name: string, value: string): void => say(`  ${style.dim(`${name}${colon}`)}${value}`);
  say(style.bold(run.id));
  fact(remote.pipeline, run.pipelineId);
  fact(remote.state, remote.runStates[run.state]);
  const { waitingFor = null } = run;
  if (waitingFor !== null) {
    const until = waitingFor.until === null ? '' : ` (${shortTime(waitingFor.until)} UTC)`;
    fact(remote.why, `${remote.waitsFor[waitingFor.reason]}${until}`);
  }
  fact(remote.trigger, remote.triggers[run.trigger]);
  fact(`${remote.began} (UTC)`, shortTime(run.startedAt));
  fact(`${remote.ended} (UTC)`, shortTime(run.finishedAt));
  fact(remote.rows, rowsOf(run));
  if (run.error === null) return;
  const { message, cure } = language === 'zh' ? (run.error.zh ?? run.error) : run.error;
  say(`${style.red('✗')} ${message}`);
  fact(texts.error.next, cure);
  fact(texts.error.code, run.error.code);
}
