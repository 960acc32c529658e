import type { NewGroup } from '../chat.ts';
import type { Press, Pressed } from '../press.ts';
import type { Said } from '../said.ts';
import type { SeenMessage } from '../transcript.ts';

interface Doer {
  readonly as?: string;
}

/** What a script has people do (`ChatPeople`). */
export interface Players {
  addGroup(wanted: Pick<NewGroup, 'name' | 'mode' | 'people'>): string;
  say(said: Said): unknown;
  edit(messageId: string, change: Pick<Said, 'text' | 'names'>): void;
  recall(messageId: string, doer: Doer): void;
  react(messageId: string, emoji: string, doer: Doer): void;
  unreact(messageId: string, emoji: string, doer: Doer): void;
  press(messageId: string, what: Press): Promise<Pressed>;
  openChat(doer: Doer): string;
  clickMenu(eventKey: string, doer: Doer): void;
  transcript(chat: string, doer: Doer): readonly SeenMessage[];
}
