import { Button, Menu } from '@mantine/core';
import { eventSteers } from '../../data/events.ts';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { Icon } from '../../parts/icon.tsx';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

/** What may be done with all events that fit: first a plan of it. */
export function SteerMenu() {
  const said = useTexts(texts);
  const mayReplay = useMay('replay');
  const change = useChangeSearch();
  if (!mayReplay) return null;
  const words = { replay: said.replayMenu, retry: said.retryMenu, discard: said.discardMenu };
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <Button variant="default" rightSection={<Icon name="down" />}>
          {said.steerAll}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {eventSteers.map((steer) => (
          <Menu.Item key={steer} onClick={() => change({ plan: steer })}>
            {words[steer]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
