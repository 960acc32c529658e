import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useDepartments, usePeople } from '../../data/integrations.ts';
import { Icon } from '../../parts/icon.tsx';
import { useTexts } from '../../texts/texts.ts';
import { type PartList, PickList } from './pick-list.tsx';
import type { Pickable, PickListProps } from './picker.tsx';
import { texts } from './texts.ts';
import classes from './trigger.module.css';

interface PickFromDepartmentsProps extends PickListProps {
  readonly of: 'people' | 'departments';
}

/** Departments to walk, and in each of them its people. The platform finds nobody by name for an app: what is listed is looked through. */
export function PickFromDepartments({ of, integrationId: id, search, isPicked, onToggle }: PickFromDepartmentsProps) {
  const said = useTexts(texts);
  const [way, setWay] = useState<readonly Pickable[]>([]);
  const departmentId = way.at(-1)?.id;
  const departments = useDepartments({ id, departmentId });
  const people = usePeople({ id, departmentId });
  useAllParts(departments, search !== '');
  useAllParts(people, search !== '' && of === 'people');
  const fits = ({ name }: Pickable): boolean => name.toLowerCase().includes(search.toLowerCase());
  const named = (items: readonly { readonly id: string; readonly name: string | null }[] = []): readonly Pickable[] =>
    items.map((one) => ({ id: one.id, name: one.name ?? one.id })).filter(fits);
  const below = named(departments.data?.pages.flatMap(({ items }) => items));
  const open = (one: Pickable) => (
    <Button
      size="compact-sm"
      variant="subtle"
      aria-label={said.pickOpen(one.name)}
      onClick={() => setWay([...way, one])}
    >
      <Icon name="right" />
    </Button>
  );
  return (
    <div className={`${classes.scroll} ${classes.picker}`}>
      <div className={classes.picked}>
        <Button size="compact-sm" variant="subtle" disabled={way.length === 0} onClick={() => setWay([])}>
          {said.pickTop}
        </Button>
        {way.map((one, at) => (
          <Button key={one.id} size="compact-sm" variant="subtle" onClick={() => setWay(way.slice(0, at + 1))}>
            {one.name}
          </Button>
        ))}
      </div>
      {of === 'departments' ? (
        <PickList list={departments} items={below} isPicked={isPicked} onToggle={onToggle} aside={open} />
      ) : (
        <>
          <ul className={classes.rows} aria-label={said.pickDepartments}>
            {below.map((one) => (
              <li key={one.id}>
                {one.name}
                {open(one)}
              </li>
            ))}
          </ul>
          <PickList
            title={said.pickPeople}
            list={people}
            items={named(people.data?.pages.flatMap(({ items }) => items))}
            isPicked={isPicked}
            onToggle={onToggle}
          />
        </>
      )}
    </div>
  );
}

/** Who is looked for may be in a later part. */
function useAllParts({ hasNextPage, isFetchingNextPage, fetchNextPage }: PartList, isWanted: boolean): void {
  useEffect(() => {
    if (isWanted && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [isWanted, hasNextPage, isFetchingNextPage, fetchNextPage]);
}
