import { pathFaults } from '../../data/field-faults.ts';
import { type Settings, settingsAt } from '../../data/setting-fields.ts';
import { useTriggerCatalogue } from '../../data/trigger-catalogue.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';

/** What is not filled in yet, each by the title of its setting. */
export function DraftFaults({ error }: { readonly error: Error }) {
  const { data } = useTriggerCatalogue();
  const faults = Object.entries(pathFaults(error));
  const titleOf = (path: string): string => {
    let at: Settings = data?.trigger ?? {};
    const names = path.replace(/^(?:settings|draft)\./, '').split('.');
    const titles = names.map((name) => {
      at = settingsAt(settingsAt(at, 'properties'), name.replace(/\[.*/, ''));
      return typeof at.title === 'string' ? at.title : name;
    });
    return titles.join(' › ');
  };
  return (
    <>
      <ErrorNotice error={error} />
      {faults.length === 0 ? null : (
        <ul>
          {faults.map(([path, fault]) => (
            <li key={path}>
              <strong>{titleOf(path)}</strong>: {fault}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
