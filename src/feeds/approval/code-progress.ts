import type { CallPurpose } from '../../model/call-purpose.ts';
import type { JsonObject, JsonValue } from '../../util/json.ts';
import type { Window } from './progress.ts';

/** A window of the list, with its number. */
export interface ListedWindow {
  readonly index: number;
  readonly window: Window;
}

/** What is read of one approval code at the same time. */
export interface CodePart {
  /** In the order in which they are to be listed. */
  readonly windows: readonly ListedWindow[];
  /** What windows are listed for, and fetched that they name. */
  readonly listedFor: CallPurpose;
  /** Instances to be fetched whether they are listed or not. */
  readonly fetched: ReadonlySet<string>;
  readonly fetchedFor: CallPurpose;
}

/** The parts of a read in their order: the second begins when all codes have delivered the first. */
export const codeParts = ['first', 'audit'] as const;

/** What is read of one approval code, and how far that has come; free of calls and clocks. */
export interface CodeProgress extends Readonly<Record<(typeof codeParts)[number], CodePart>> {
  /** Whether an instance that a window lists need not be fetched for that. */
  isHeld(instanceCode: string): boolean;
  /** The listing of a window has ended: this many instances are delivered on its account, some perhaps already. */
  listed(window: number, instances: number): void;
  /** The rows of an instance, whose detail this is, are among what the next state covers; `window` is the one that listed it. */
  delivered(instanceCode: string, payload: JsonObject, window: number | undefined): void;
  /** An instance could not be fetched: it is tried again until `until`, wherever it lies, and not for ever. */
  failed(instanceCode: string, until: number, window: number | undefined): void;
  /** The instance is gone upstream. */
  forget(instanceCode: string, window: number | undefined): void;
  /** The walk over the code has come to its end. */
  ended(): void;
  /** Each part of what is in scope was read exactly at this moment or later; undefined while a part never was. */
  readonly auditedAsOf: number | undefined;
  /** Whether the state covers more than ever before, the last day apart; asked once for each state. */
  takeFurther(): boolean;
  /** The state that covers everything said so far; undefined when nothing has changed since it was last asked for. */
  takeState(): JsonValue | undefined;
}
