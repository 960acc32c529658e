import type { Installation } from '../../data/installations.ts';
import type { IconName } from '../../parts/icon.tsx';
import { Mark } from '../../parts/state-sign.tsx';
import { useTexts } from '../../texts/texts.ts';
import { stateTexts } from './texts.ts';

const looks: Readonly<Record<Installation['state'], readonly ['ok' | 'info' | 'warn' | 'idle', IconName]>> = {
  installed: ['info', 'info'],
  claimed: ['ok', 'ok'],
  stopped: ['warn', 'warn'],
  uninstalled: ['idle', 'stopped'],
};

/** Where the installation of a company stands. */
export function InstallationSign({ state }: { readonly state: Installation['state'] }) {
  const said = useTexts(stateTexts);
  const [tone, icon] = looks[state];
  return <Mark tone={tone} icon={icon} word={said[state]} />;
}
