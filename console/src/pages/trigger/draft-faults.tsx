import { Button } from '@mantine/core';
import { pathFaults } from '../../data/field-faults.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Notice } from '../../parts/notice.tsx';
import stack from '../../parts/stack.module.css';
import { useTexts } from '../../texts/texts.ts';
import { showSetting } from './show-setting.ts';
import { texts } from './texts.ts';
import { useTitles } from './use-titles.ts';

interface DraftFaultsProps {
  readonly error: Error;
  /** Before a setting is gone to. */
  readonly onGo?: () => void;
}

/** What keeps a draft from counting: each setting by its title, to go to. Other errors as they are told everywhere. */
export function DraftFaults({ error, onGo }: DraftFaultsProps) {
  const said = useTexts(texts);
  const titleOf = useTitles();
  const faults = Object.entries(pathFaults(error)).map(([place, fault]) => ({ path: settingOf(place), fault }));
  if (faults.length === 0) return <ErrorNotice error={error} />;
  const go = (path: string): void => {
    onGo?.();
    showSetting(path);
  };
  return (
    <Notice tone="bad">
      <strong>{said.draftFaults}</strong>
      <ul>
        {faults.map(({ path, fault }) => (
          <li key={path} className={stack.line}>
            <span>
              {titleOf(path)}: {fault}
            </span>
            <Button size="compact-sm" variant="default" onClick={() => go(path)}>
              {said.goThere}
            </Button>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** `settings.messages.users.allow[0]` → `messages.users.allow`. */
const settingOf = (place: string): string => place.replace(/^(?:settings|draft)\./, '').replace(/\[.*/, '');
