import type { SeenMessage } from '../transcript.ts';

/** A chat in which a script has had people say something, as whoever said something there first sees it. */
export interface PlayedChat {
  /** Of a group; empty for the chat of a person with the bot. */
  readonly name: string;
  readonly messages: readonly SeenMessage[];
}
