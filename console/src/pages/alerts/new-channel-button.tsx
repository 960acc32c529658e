import { Button } from '@mantine/core';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

/** A channel is made from wherever one is. */
export function NewChannelButton() {
  const said = useTexts(texts);
  const mayChange = useMay('change');
  const change = useChangeSearch();
  return mayChange ? (
    <Button onClick={() => change({ tab: 'channels', channel: 'new' })}>{said.newChannel}</Button>
  ) : null;
}
