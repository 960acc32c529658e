import { readCommand } from '../commands/read-command.ts';
import type { Case } from './subject.ts';

/** Whether it is a command for the session that goes on: `/stop` is heard whatever the trigger listens to otherwise, and however much was asked before. */
export function isForSession({ subject, own }: Pick<Case, 'subject' | 'own'>): boolean {
  return own.holdsSession && subject.message !== undefined && readCommand(subject.message) !== undefined;
}
