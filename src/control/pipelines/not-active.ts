import type { ConfigError } from '../../model/errors.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import { wrongState } from '../outcomes.ts';

/** Names that every shell takes as they are. */
const plainName = /^[\p{L}\p{N}_.]+$/u;

/** That only what is active runs. @throws ConfigError `api.state.wrong`, with the command that comes first */
export function assertRuns(pipeline: Pipeline): void {
  if (pipeline.state === 'draft') throw draftDoesNotRun(pipeline);
  if (pipeline.state === 'paused') throw pausedDoesNotRun(pipeline);
}

/** That a draft does not run, with the command that lets it. `api.state.wrong` */
export function draftDoesNotRun(pipeline: Pipeline): ConfigError {
  const command = commandFor('activate', pipeline);
  return wrongState(
    { en: 'A draft does not run', zh: '草稿不会运行' },
    { en: `Activate it first: \`${command}\`.`, zh: `请先启用：\`${command}\`。` },
  );
}

function pausedDoesNotRun(pipeline: Pipeline): ConfigError {
  const { pausedWhy: why } = pipeline;
  const command = commandFor('resume', pipeline);
  return wrongState(
    {
      en: `The pipeline is paused${why === undefined ? '' : ` (${why.en})`}`,
      zh: `该管道已暂停${why === undefined ? '' : `（${why.zh}）`}`,
    },
    { en: `Resume it first: \`${command}\`.`, zh: `请先恢复：\`${command}\`。` },
  );
}

function commandFor(command: 'activate' | 'resume', { id, name }: Pipeline): string {
  return `larkstream pipelines ${command} ${plainName.test(name) ? name : id}`;
}
