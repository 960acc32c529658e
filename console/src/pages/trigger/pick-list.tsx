import { Button, Checkbox, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { useTexts } from '../../texts/texts.ts';
import type { Pickable } from './picker.tsx';
import { texts } from './texts.ts';
import classes from './trigger.module.css';

/** A list of the platform that is read part by part. */
export interface PartList {
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => Promise<unknown>;
}

interface PickListProps {
  readonly title?: string;
  readonly list: PartList;
  readonly items: readonly Pickable[];
  readonly isPicked: (id: string) => boolean;
  readonly onToggle: (one: Pickable) => void;
  /** At the end of a row. */
  readonly aside?: (one: Pickable) => ReactNode;
}

/** Things to tick. What the platform refuses names the scope that is missing. */
export function PickList({ title, list, items, isPicked, onToggle, aside }: PickListProps) {
  const said = useTexts(texts);
  const { error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  return (
    <section aria-label={title}>
      {title === undefined ? null : <h3>{title}</h3>}
      {error === null ? null : <ErrorNotice error={error} />}
      {isPending && error === null ? <Skeleton height={60} /> : null}
      {!isPending && error === null && items.length === 0 ? <p className={classes.note}>{said.pickNone}</p> : null}
      <ul className={classes.rows}>
        {items.map((one) => (
          <li key={one.id}>
            <Checkbox
              label={one.name}
              description={one.note}
              checked={isPicked(one.id)}
              onChange={() => onToggle(one)}
            />
            {aside?.(one)}
          </li>
        ))}
      </ul>
      {hasNextPage ? (
        <Button
          mt={8}
          size="compact-sm"
          variant="default"
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {said.pickMore}
        </Button>
      ) : null}
    </section>
  );
}
