import { type Settings, settingsAt } from '../../data/setting-fields.ts';
import { useTriggerCatalogue } from '../../data/trigger-catalogue.ts';

/** What the form calls a setting, with its groups: `session.idleMs` → `Conversation › Idle after`. */
export function useTitles(): (path: string) => string {
  const { data } = useTriggerCatalogue();
  return (path) => {
    let at: Settings = data?.trigger ?? {};
    const titles = path.split('.').map((name) => {
      at = settingsAt(settingsAt(at, 'properties'), name);
      return typeof at.title === 'string' ? at.title : name;
    });
    return titles.join(' › ');
  };
}
