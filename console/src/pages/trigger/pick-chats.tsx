import { useDebouncedValue } from '@mantine/hooks';
import { useChats } from '../../data/directory.ts';
import { useValueWord } from '../../parts/value-words.ts';
import { useTexts } from '../../texts/texts.ts';
import { PickList } from './pick-list.tsx';
import type { PickListProps } from './picker.tsx';
import { texts } from './texts.ts';
import classes from './trigger.module.css';

const typingMs = 300;

/** Groups of the bot; a name is looked for by the platform itself. */
export function PickChats({ integrationId, search, isPicked, onToggle }: PickListProps) {
  const said = useTexts(texts);
  const wordOf = useValueWord();
  const [asked] = useDebouncedValue(search, typingMs);
  const list = useChats({ id: integrationId, search: asked });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={classes.scroll}>
      <PickList
        list={list}
        items={items.map(({ id, name, kind, isExternal }) => ({
          id,
          name: name ?? id,
          note: [wordOf('chatKinds', kind), ...(isExternal ? [said.external] : [])].join(' · '),
        }))}
        isPicked={isPicked}
        onToggle={onToggle}
      />
    </div>
  );
}
