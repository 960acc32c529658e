import { Button, Skeleton } from '@mantine/core';
import { usePaired, useUnpair } from '../../data/trigger-versions.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import stack from '../../parts/stack.module.css';
import { tellHow } from '../../parts/tell.tsx';
import { Time } from '../../parts/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';
import classes from './trigger.module.css';

/** Who has given the code of a trigger, and is heard in direct chats. */
export function PairedList({ id }: { readonly id: string }) {
  const said = useTexts(texts);
  const { data, error } = usePaired(id);
  const unpairing = useUnpair(id);
  if (error !== null) return <ErrorNotice error={error} />;
  if (data === undefined) return <Skeleton height={40} />;
  return (
    <section className={stack.column} aria-label={said.paired}>
      <h3>{said.paired}</h3>
      {data.length === 0 ? <p>{said.nobodyPaired}</p> : null}
      <ul className={classes.rows} hidden={data.length === 0}>
        {data.map(({ openId, name, at }) => (
          <li key={openId}>
            <span className={stack.line}>
              {name ?? <code>{openId}</code>} <Time at={at} />
            </span>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => void tellHow(unpairing.mutateAsync(openId), said.unpaired)}
            >
              {said.unpair}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
