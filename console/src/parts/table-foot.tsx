import { Button } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { pageSize, type ReadList } from '../data/lists.ts';
import { useChangeSearch } from '../data/search.ts';
import { useFormat } from '../texts/format.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { Icon } from './icon.tsx';
import classes from './table.module.css';

const texts = defineTexts({
  part: { en: (first: string, last: string) => `${first}–${last}`, zh: (first, last) => `第 ${first}–${last} 条` },
  range: {
    en: (first: string, last: string, total: string) => `${first}–${last} of ${total}`,
    zh: (first, last, total) => `第 ${first}–${last} 条，共 ${total} 条`,
  },
  previous: { en: 'Previous page', zh: '上一页' },
  next: { en: 'Next page', zh: '下一页' },
});

/** From which part each was reached. After a reload nobody knows, and the way back leads to the first. */
const cameFrom = new Map<string, { readonly after: string | undefined; readonly from: number | undefined }>();

/** Which rows are shown, of how many, and the ways to those before and behind. */
export function TableFoot<Row>({ list }: { readonly list: ReadList<Row> }) {
  const said = useTexts(texts);
  const format = useFormat();
  const change = useChangeSearch();
  const { history } = useRouter();
  const { items, total, totalIsAtLeast = false, next, paging, isOld, isLoading } = list;
  const from = paging.from ?? 0;
  if (isLoading) return <div className={classes.foot}>&nbsp;</div>;
  const forward = (): void => {
    if (next === undefined) return;
    cameFrom.set(next, { after: paging.after, from: paging.from });
    change({ after: next, from: from + items.length });
  };
  const back = (): void => {
    const before = cameFrom.get(paging.after ?? '');
    if (before === undefined) change({ after: undefined, from: undefined });
    else history.back();
  };
  const [first, last] = [format.number(from + 1), format.number(from + items.length)];
  // What is searched part by part has no total.
  const range =
    total === undefined ? said.part(first, last) : said.range(first, last, format.atLeast(total, totalIsAtLeast));
  const hasParts = next !== undefined || paging.after !== undefined || (total ?? 0) > pageSize;
  return (
    <div className={classes.foot}>
      <span aria-live="polite">{range}</span>
      {hasParts ? (
        <div className={classes.steps}>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<Icon name="left" />}
            disabled={paging.after === undefined || isOld}
            onClick={back}
          >
            {said.previous}
          </Button>
          <Button
            variant="subtle"
            size="compact-sm"
            rightSection={<Icon name="right" />}
            disabled={next === undefined || isOld}
            onClick={forward}
          >
            {said.next}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
