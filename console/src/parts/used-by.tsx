import { Skeleton } from '@mantine/core';
import { useFormat } from '../texts/format.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { Panel } from './panel.tsx';
import { PlaceLink } from './place-link.tsx';
import classes from './settled-page.module.css';

const texts = defineTexts({
  moreOf: {
    en: (shown: string, all: string) => `${shown} of ${all}`,
    zh: (shown, all) => `共 ${all} 条，显示 ${shown} 条`,
  },
});

interface UsedByProps {
  readonly title: string;
  /** Said where nothing uses it. */
  readonly unused: string;
  /** The list that they stand in, such as `/pipelines`. */
  readonly list: string;
  readonly found: {
    readonly items: readonly { readonly id: string; readonly name: string }[];
    readonly total?: number | undefined;
    readonly totalIsAtLeast?: boolean | undefined;
    readonly isLoading: boolean;
  };
}

/** What uses a thing, by name. */
export function UsedBy({ title, unused, list, found }: UsedByProps) {
  const said = useTexts(texts);
  const format = useFormat();
  const { items, total, totalIsAtLeast = false, isLoading } = found;
  const isCut = total !== undefined && total > items.length;
  const aside = isCut ? said.moreOf(format.number(items.length), format.atLeast(total, totalIsAtLeast)) : undefined;
  return (
    <Panel title={title} aside={aside}>
      {isLoading ? (
        <Skeleton height={20} />
      ) : items.length === 0 ? (
        unused
      ) : (
        <ul className={classes.list}>
          {items.map(({ id, name }) => (
            <li key={id}>
              <PlaceLink to={`${list}/${id}`}>{name}</PlaceLink>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
