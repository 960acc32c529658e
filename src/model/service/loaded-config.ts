import type { Secret } from '../secret.ts';

/** A configuration with its secrets opened: what a process needs to work on a pipeline. It is handed over as a whole and lies nowhere. */
export interface LoadedConfig {
  /** For `parseConfig`, with `secrets` as its variables. */
  readonly text: string;
  readonly secrets: Readonly<Record<string, Secret>>;
  /** What people call the destination, where there is one. */
  readonly destination?: string | undefined;
  /** The folder below which destinations lie: people know their files by the rest of the path. */
  readonly filesRoot?: string | undefined;
}
