import type { Message } from '../message.ts';
import type { EventMode } from './integration.ts';

/** What the platform says of the events of an app. What it could not be asked is undefined. */
export interface EventAnswer {
  readonly mode: EventMode;
  /** Which events of those that are needed the published version has not subscribed to, and what needs them. */
  readonly missing: readonly MissingEvents[] | undefined;
  /** The long connections that the platform counts, and those of them that are ours; undefined where none are used, too. */
  readonly connections: { readonly counted: number; readonly own: number } | undefined;
  /** The page of the developer console where events are subscribed. */
  readonly url: string;
}

/** The events that one module lacks, or the service itself for the installations of a store app. */
export interface MissingEvents {
  readonly neededBy: Message;
  readonly types: readonly string[];
}
