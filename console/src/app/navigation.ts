import { type Action, useSession } from '../data/session.ts';
import type { IconName } from '../parts/icon.tsx';
import { common } from '../texts/common.ts';
import { useLanguage } from '../texts/texts.ts';

/** A page in the navigation. */
interface Place {
  readonly to: string;
  readonly word: keyof typeof common;
  readonly icon: IconName;
  /** Follows `g`. */
  readonly key: string;
  readonly group: 'data' | 'messages' | 'service';
  /** Whoever may not do it does not see the page; undefined: everybody sees it. */
  readonly action?: Action;
}

/** Only pages that there are. A new page adds its line here, in this order: overview, pipelines, runs, integrations, destinations, installations;
 * events, triggers, handlers, sessions, alerts; schedules, workers, audit, settings, API. */
const places: readonly Place[] = [
  { to: '/', word: 'overview', icon: 'overview', key: 'o', group: 'data' },
  { to: '/pipelines', word: 'pipelines', icon: 'pipelines', key: 'p', group: 'data' },
  { to: '/runs', word: 'runs', icon: 'runs', key: 'r', group: 'data' },
  { to: '/integrations', word: 'integrations', icon: 'integrations', key: 'i', group: 'data' },
  { to: '/destinations', word: 'destinations', icon: 'destinations', key: 'd', group: 'data' },
  { to: '/installations', word: 'installations', icon: 'installations', key: 'n', group: 'data' },
  { to: '/events', word: 'events', icon: 'events', key: 'e', group: 'messages' },
  { to: '/triggers', word: 'triggers', icon: 'triggers', key: 't', group: 'messages' },
  { to: '/handlers', word: 'handlers', icon: 'handlers', key: 'h', group: 'messages' },
  { to: '/sessions', word: 'sessions', icon: 'sessions', key: 'c', group: 'messages' },
  { to: '/alerts', word: 'alerts', icon: 'alerts', key: 'l', group: 'messages' },
  { to: '/schedules', word: 'schedules', icon: 'schedules', key: 's', group: 'service' },
  { to: '/workers', word: 'workers', icon: 'workers', key: 'w', group: 'service' },
  { to: '/audit', word: 'audit', icon: 'audit', key: 'u', group: 'service', action: 'see-audit' },
  { to: '/settings', word: 'settings', icon: 'settings', key: ',', group: 'service' },
  { to: '/api', word: 'api', icon: 'api', key: 'a', group: 'service' },
];

/** A page in the navigation, in the language of the person. */
export interface NavigationPlace extends Place {
  readonly text: string;
  /** In both languages: people type either. */
  readonly names: readonly string[];
}

/** The pages that the person may see. */
export function useNavigation(): readonly NavigationPlace[] {
  const language = useLanguage();
  const { actions } = useSession();
  return places
    .filter(({ action }) => action === undefined || actions.includes(action))
    .map((place) => ({ ...place, text: common[place.word][language], names: Object.values(common[place.word]) }));
}
