import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';

/** What an address says behind its `?`. Anybody may have written it. */
export type RawSearch = Readonly<Record<string, unknown>>;

const maxLength = 500;

/** A text of an address. */
export function textOf(value: unknown): string | undefined {
  const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  // Cut through a character of two units, it would be no text that can be sent.
  return isText && value !== '' ? String(value).slice(0, maxLength).toWellFormed() : undefined;
}

/** One of several values; anything else is none. */
export function oneOf<Value extends string>(value: unknown, values: readonly Value[]): Value | undefined {
  return values.find((each) => each === value);
}

/** Where in a list the page is. */
export interface Paging {
  /** The cursor of the part that is shown; undefined: the first. */
  readonly after?: string | undefined;
  /** How many things come before it. */
  readonly from?: number | undefined;
}

/** The place in a list that an address names. */
export function pagingOf(raw: RawSearch): Paging {
  const from = Number(raw.from);
  const after = textOf(raw.after);
  return after === undefined ? {} : { after, from: Number.isSafeInteger(from) && from > 0 ? from : undefined };
}

/** Changes the address: a filter, a tab, an open row. Undefined takes a value out. A changed filter begins at the first part of the list. */
export function useChangeSearch(): (changed: Readonly<Record<string, string | number | undefined>>) => void {
  const navigate = useNavigate();
  return useCallback(
    (changed) => {
      const isPaging = 'after' in changed;
      void navigate({
        to: '.',
        search: (old: RawSearch) => ({
          ...old,
          ...(isPaging ? {} : { after: undefined, from: undefined }),
          ...changed,
        }),
        replace: !isPaging,
      });
    },
    [navigate],
  );
}
