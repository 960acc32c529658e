import { Button } from '@mantine/core';
import { useChangeSearch } from '../data/search.ts';
import { EmptyState } from './empty-state.tsx';

/** In the place of a list whose filters leave nothing: the filters of the address can be taken away. */
export function NothingFits(about: {
  readonly title: string;
  readonly button: string;
  readonly filters: readonly string[];
}) {
  const change = useChangeSearch();
  const none = Object.fromEntries(about.filters.map((name) => [name, undefined]));
  const clear = (
    <Button variant="default" onClick={() => change(none)}>
      {about.button}
    </Button>
  );
  return <EmptyState icon="search" title={about.title} action={clear} />;
}
