import '@mantine/spotlight/styles.layer.css';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { useJumps } from './jumps.ts';

const texts = defineTexts({
  find: { en: 'Search or jump to', zh: '搜索或跳转' },
  nothing: { en: 'Nothing is called that', zh: '没有匹配的内容' },
});

const [store, spotlight] = createSpotlight();

/** ⌘K: goes to a page or a thing by its name. `opened` counts how often it was asked for. */
export function Palette({ opened }: { readonly opened: number }) {
  const said = useTexts(texts);
  const [search, setSearch] = useState('');
  const jumps = useJumps(search);
  const navigate = useNavigate();
  useEffect(() => {
    if (opened > 0) spotlight.open();
  }, [opened]);
  return (
    <Spotlight.Root
      store={store}
      query={search}
      onQueryChange={setSearch}
      shortcut={null}
      overlayProps={{ blur: 0, backgroundOpacity: 0.36 }}
      aria-label={said.find}
    >
      <Spotlight.Search placeholder={said.find} aria-label={said.find} leftSection={<Icon name="search" />} />
      <Spotlight.ActionsList>
        {jumps.map(({ id, label, kind, icon, to }) => (
          <Spotlight.Action
            key={id}
            label={label}
            leftSection={<Icon name={icon} />}
            rightSection={<small>{kind}</small>}
            onClick={() => void navigate({ to })}
          />
        ))}
        {jumps.length === 0 ? <Spotlight.Empty>{said.nothing}</Spotlight.Empty> : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
