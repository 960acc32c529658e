import type { Draft } from '../../data/drafts.ts';
import { asSentence } from '../../data/field-faults.ts';
import type { Integration } from '../../data/integrations.ts';

/** The way from nothing to a running pipeline. */
export const steps = ['app', 'modules', 'destination', 'schedule', 'plan'] as const;
/** One part of it. */
export type Step = (typeof steps)[number];

/** What a step works on, and where it leads. */
export interface StepProps {
  readonly integration: Integration;
  readonly draft: Draft | undefined;
  /** Goes to another step, once a draft is kept with its id. */
  readonly go: (step: Step, pipeline?: string) => void;
}

/** Where to go on with what is kept. */
export function firstOpenStep(integration: Integration | undefined, draft: Draft | undefined): Step {
  if (integration === undefined) return 'app';
  if (draft === undefined || draft.faults.some(({ path }) => path.startsWith('modules'))) return 'modules';
  if (draft.destinationId === null) return 'destination';
  return 'plan';
}

/** What keeps a part of the draft from running, by the name of its setting: `modules.base.tables[0].url` is of `tables`. */
export function faultsBelow(
  draft: Draft | undefined,
  path: string,
  language: 'en' | 'zh',
): Readonly<Record<string, string>> {
  const below = draft?.faults.filter((fault) => fault.path === path || fault.path.startsWith(`${path}.`)) ?? [];
  return Object.fromEntries(
    below.map(({ path: place, message }) => [
      place.slice(path.length + 1).split(/[.[]/)[0] ?? '',
      asSentence(message[language]),
    ]),
  );
}
