import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ApiOperations } from '../../../src/client/contract/operations.ts';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { type Language, useLanguage } from '../texts/texts.ts';
import { api } from './client.ts';
import type { Settings } from './setting-fields.ts';

export type DryDecision = ApiSchemas['DryDecision'];
type DryBody = ApiOperations['POST /triggers/{id}/dry-run']['asked']['body'];
/** A message as somebody types it to see what would become of it. */
export type TypedMessage = NonNullable<DryBody['message']>;

interface DryRunAsked {
  readonly id: string;
  /** Of the trigger: another draft decides otherwise. */
  readonly version: number;
  /** What stands in the form, where it is not saved. */
  readonly settings: Settings | undefined;
  /** Undefined: there is nothing to try yet. */
  readonly about: Pick<DryBody, 'message' | 'newest'> | undefined;
}

/** What each trigger would do about a message or the newest events, by the draft of this one, saved or not. Nothing is written. */
export function useDryRun({ id, version, settings, about }: DryRunAsked) {
  return useQuery({
    queryKey: ['trigger', id, 'dry-run', version, settings, about],
    queryFn: async ({ signal }) => {
      const body = { ...(settings === undefined ? {} : { settings }), ...about };
      return (await api.call('POST /triggers/{id}/dry-run', { params: { id }, body, signal })).items;
    },
    enabled: about !== undefined,
    // Each letter typed makes another question.
    gcTime: 30_000,
    placeholderData: keepPreviousData,
  });
}

/** One thing that was said in a test conversation. */
export interface SaidLine {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** What the handler does meanwhile. */
  readonly progress?: string | undefined;
  /** Files, buttons and the like, which are told of. */
  readonly notes: readonly TalkNote[];
}

/** What an answer has besides its text. */
export type TalkNote =
  | { readonly kind: 'buttons' | 'follow_ups'; readonly texts: readonly string[] }
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'tokens'; readonly count: number }
  | { readonly kind: 'later' };

interface TalkState {
  readonly lines: readonly SaidLine[];
  readonly isBusy: boolean;
  readonly error: unknown;
}

const silence: TalkState = { lines: [], isBusy: false, error: undefined };

/** A conversation with the handler of a draft, which nobody else sees. Leaving it ends what is under way. */
export function useTalk(id: string) {
  const language = useLanguage();
  const [state, setState] = useState(silence);
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);
  const say = useCallback(
    async (text: string, before: readonly SaidLine[]) => {
      current.current?.abort();
      const asked = new AbortController();
      current.current = asked;
      const change = (next: (old: TalkState) => TalkState): void => {
        if (current.current === asked) setState(next);
      };
      const begun = [
        ...before,
        { role: 'user' as const, text, notes: [] },
        { role: 'assistant' as const, text: '', notes: [] },
      ];
      change(() => ({ lines: begun, isBusy: true, error: undefined }));
      try {
        await follow({ id, text, before, language, signal: asked.signal }, (answer) =>
          change((old) => ({ ...old, lines: [...old.lines.slice(0, -1), answer(old.lines.at(-1) ?? noLine)] })),
        );
      } catch (error) {
        if (!asked.signal.aborted) change((old) => ({ ...old, error }));
      }
      change((old) => ({ ...old, isBusy: false }));
    },
    [id, language],
  );
  const stop = useCallback(() => current.current?.abort(), []);
  const clear = useCallback(() => {
    current.current?.abort();
    current.current = undefined;
    setState(silence);
  }, []);
  return { ...state, say, stop, clear };
}

const noLine: SaidLine = { role: 'assistant', text: '', notes: [] };

interface Asked {
  readonly id: string;
  readonly text: string;
  readonly before: readonly SaidLine[];
  readonly language: Language;
  readonly signal: AbortSignal;
}

/** What the service takes of a conversation: the newest. */
const mostHistory = 50;

async function follow(
  { id, text, before, language, signal }: Asked,
  change: (next: (old: SaidLine) => SaidLine) => void,
): Promise<void> {
  const history = before
    .filter((line) => line.text !== '')
    .slice(-mostHistory)
    .map((line) => ({ role: line.role, text: line.text }));
  const body = { version: 'draft', text, language, history } as const;
  for await (const { event, data } of api.stream('POST /triggers/{id}/test', { params: { id }, body, signal }))
    change((old) => withPart(old, event, { ...data }));
}

type Part = Readonly<Record<string, unknown>>;

function withPart(old: SaidLine, event: string | undefined, part: Part): SaidLine {
  const text = String(part.text ?? '');
  const noted = (note: TalkNote): SaidLine => ({ ...old, notes: [...old.notes, note] });
  switch (event) {
    case 'text':
      return { ...old, text: old.text + text, progress: undefined };
    case 'replace':
      return { ...old, text, progress: undefined };
    case 'progress':
      return { ...old, progress: text };
    case 'buttons':
      return noted({ kind: 'buttons', texts: textsOf(part.buttons) });
    case 'follow_ups':
      return noted({ kind: 'follow_ups', texts: textsOf(part.texts) });
    case 'image':
    case 'file':
      return noted({ kind: 'file', name: String(part.name ?? '') });
    case 'usage':
      return noted({ kind: 'tokens', count: Number(part.tokens ?? 0) });
    case 'later':
      return noted({ kind: 'later' });
    default:
      return { ...old, progress: undefined };
  }
}

/** Texts, or those of buttons. */
function textsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.map((one) =>
    typeof one === 'object' && one !== null && 'text' in one ? String(one.text) : String(one),
  );
}
