import '@mantine/spotlight/styles.layer.css';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useNavigation } from '../app/navigation.ts';
import { api } from '../data/client.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { common } from '../texts/common.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';

const texts = defineTexts({
  find: { en: 'Search or jump to', zh: '搜索或跳转' },
  nothing: { en: 'Nothing is called that', zh: '没有匹配的内容' },
});

const [store, spotlight] = createSpotlight();
const found = 6;

interface Jump {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly icon: IconName;
  readonly to: string;
}

/** Pages by their names in either language, and pipelines by theirs. */
function useJumps(search: string): readonly Jump[] {
  const words = useTexts(common);
  const pages = useNavigation().map(({ to, text, icon, names }) => ({
    id: to,
    label: text,
    kind: '',
    icon,
    to,
    names,
  }));
  const wanted = search.trim().toLowerCase();
  const { data } = useQuery({
    queryKey: ['pipeline', 'palette', wanted],
    queryFn: ({ signal }) => api.call('GET /pipelines', { query: { search: wanted, limit: found }, signal }),
    enabled: wanted.length > 1,
  });
  const pipelines = (wanted.length > 1 ? (data?.items ?? []) : []).map(({ id, name }) => ({
    id,
    label: name,
    kind: words.pipeline,
    icon: 'pipelines' as const,
    to: `/pipelines/${id}`,
  }));
  return [...pages.filter(({ names }) => names.some((name) => name.toLowerCase().includes(wanted))), ...pipelines];
}

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
    <Spotlight.Root store={store} query={search} onQueryChange={setSearch} shortcut={null} aria-label={said.find}>
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
