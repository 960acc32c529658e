import type { ConfigError } from '../../model/errors.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import { wrongState } from '../outcomes.ts';

/** Names that every shell takes as they are. */
const plainName = /^[\p{L}\p{N}_.]+$/u;

/** That a draft does not run, with the command that lets it. `api.state.wrong` */
export function draftDoesNotRun({ id, name }: Pipeline): ConfigError {
  const command = `larkstream pipelines activate ${plainName.test(name) ? name : id}`;
  return wrongState(
    { en: 'A draft does not run', zh: '草稿不会运行' },
    { en: `Activate it first: \`${command}\`.`, zh: `请先启用：\`${command}\`。` },
  );
}
