import { useQuery } from '@tanstack/react-query';
import { useNavigation } from '../app/navigation.ts';
import { api } from '../data/client.ts';
import type { IconName } from '../parts/icon.tsx';
import { common } from '../texts/common.ts';
import { useTexts } from '../texts/texts.ts';

/** Where the palette may go. */
export interface Jump {
  readonly id: string;
  readonly label: string;
  /** What it is, for a thing; empty for a page. */
  readonly kind: string;
  readonly icon: IconName;
  readonly to: string;
}

/** Of each kind at most so many. */
const limit = 6;

/** Things by how their ids begin, and where they are shown. */
const idKinds = {
  pl_: { word: 'pipeline', icon: 'pipelines', place: '/pipelines' },
  run_: { word: 'run', icon: 'runs', place: '/runs' },
  in_: { word: 'integration', icon: 'integrations', place: '/integrations' },
  dest_: { word: 'destination', icon: 'destinations', place: '/destinations' },
  tr_: { word: 'trigger', icon: 'triggers', place: '/triggers' },
  hd_: { word: 'handler', icon: 'handlers', place: '/handlers' },
  se_: { word: 'session', icon: 'sessions', place: '/sessions' },
} as const;

/** Pages by their names in either language; pipelines, integrations, destinations, triggers and handlers by theirs; anything by its whole id. */
export function useJumps(search: string): readonly Jump[] {
  const words = useTexts(common);
  const wanted = search.trim();
  const lower = wanted.toLowerCase();
  const pages = useNavigation()
    .filter(({ names }) => names.some((name) => name.toLowerCase().includes(lower)))
    .map(({ to, text, icon }) => ({ id: to, label: text, kind: '', icon, to }));
  const { data = [] } = useQuery({
    queryKey: ['pipeline', 'palette', lower],
    queryFn: ({ signal }) => findThings(wanted, signal),
    enabled: wanted.length > 1,
  });
  const things = (wanted.length > 1 ? data : []).map(({ id, name, begins }) => toJump(id, name, begins, words));
  return [...pages, ...things, ...byId(wanted, words)];
}

interface Thing {
  readonly id: string;
  readonly name: string;
  readonly begins: keyof typeof idKinds;
}

async function findThings(search: string, signal: AbortSignal): Promise<readonly Thing[]> {
  const asked = { query: { search, limit }, signal };
  const [pipelines, integrations, destinations, triggers, handlers] = await Promise.all([
    api.call('GET /pipelines', asked),
    api.call('GET /integrations', asked),
    api.call('GET /destinations', asked),
    api.call('GET /triggers', asked),
    api.call('GET /handlers', asked),
  ]);
  return [
    ...pipelines.items.map(({ id, name }) => ({ id, name, begins: 'pl_' as const })),
    ...integrations.items.map(({ id, name }) => ({ id, name, begins: 'in_' as const })),
    ...destinations.items.map(({ id, name }) => ({ id, name, begins: 'dest_' as const })),
    ...triggers.items.map(({ id, name }) => ({ id, name, begins: 'tr_' as const })),
    ...handlers.items.map(({ id, name }) => ({ id, name, begins: 'hd_' as const })),
  ];
}

type Words = Readonly<Record<(typeof idKinds)[keyof typeof idKinds]['word'], string>>;

function toJump(id: string, label: string, begins: keyof typeof idKinds, words: Words): Jump {
  const { word, icon, place } = idKinds[begins];
  return { id, label, kind: words[word], icon, to: `${place}/${id}` };
}

/** People paste ids out of logs and alerts. */
function byId(wanted: string, words: Words): readonly Jump[] {
  if (!/^[a-z]+_[a-z0-9]{6,}$/i.test(wanted)) return [];
  const begins = idBegins.find((each) => wanted.startsWith(each));
  return begins === undefined ? [] : [toJump(wanted, wanted, begins, words)];
}

const idBegins = ['pl_', 'run_', 'in_', 'dest_', 'tr_', 'hd_', 'se_'] as const;
