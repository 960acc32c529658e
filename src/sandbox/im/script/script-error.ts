import { SandboxUseError } from '../../sandbox-use-error.ts';
import type { PlayedChat } from './played-chat.ts';
import type { ScriptFault } from './step.ts';

/** A script that cannot be read, or did not go as it says. */
export class ScriptError extends SandboxUseError {
  /** In the order of their lines; of a script that was played, the first one only. */
  readonly faults: readonly ScriptFault[];
  /** What was said until then; undefined where nothing was played. */
  readonly chats: readonly PlayedChat[] | undefined;

  constructor(faults: readonly ScriptFault[], chats?: readonly PlayedChat[]) {
    super(faults.map(({ line, message }) => `line ${line}: ${message.en}`).join('\n'));
    this.name = 'ScriptError';
    this.faults = faults;
    this.chats = chats;
  }
}
