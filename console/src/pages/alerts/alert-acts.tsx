import { Button, Menu } from '@mantine/core';
import { type Alert, useAcknowledgeAlert, useSilenceAlert } from '../../data/alerts.ts';
import { useMay } from '../../data/session.ts';
import { RowMenu } from '../../parts/row-menu.tsx';
import { tellError, tellHow } from '../../parts/tell.tsx';
import { useTexts } from '../../texts/texts.ts';
import { kindTitles } from './kinds.ts';
import { texts } from './texts.ts';

/** Says that one takes care of it, so that nobody else begins. */
export function TakeInHand({ alert: { id } }: { readonly alert: Alert }) {
  const said = useTexts(texts);
  const maySilence = useMay('silence-alert');
  const taking = useAcknowledgeAlert();
  if (!maySilence) return '–';
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={taking.isPending}
      onClick={() => taking.mutate({ id, isInHand: true }, { onError: tellError })}
    >
      {said.take}
    </Button>
  );
}

const hourMs = 3_600_000;
const silences = [
  ['hour', hourMs],
  ['shift', 8 * hourMs],
  ['day', 24 * hourMs],
] as const;

/** Lets go of it, or keeps it quiet for a while. */
export function AlertMenu({ alert }: { readonly alert: Alert }) {
  const said = useTexts(texts);
  const titles = useTexts(kindTitles);
  const maySilence = useMay('silence-alert');
  const taking = useAcknowledgeAlert();
  const silencing = useSilenceAlert();
  if (!maySilence) return null;
  const { id, kind, acknowledged, silencedUntil } = alert;
  const silence = (forMs: number | undefined): void =>
    void tellHow(silencing.mutateAsync({ id, forMs }), forMs === undefined ? said.speaksAgain : said.isQuiet);
  return (
    <RowMenu name={titles[kind]}>
      {acknowledged === null ? null : (
        <Menu.Item onClick={() => taking.mutate({ id, isInHand: false }, { onError: tellError })}>
          {said.letGo}
        </Menu.Item>
      )}
      {silences.map(([name, ms]) => (
        <Menu.Item key={name} onClick={() => silence(ms)}>
          {said[name]}
        </Menu.Item>
      ))}
      {silencedUntil === null ? null : <Menu.Item onClick={() => silence(undefined)}>{said.speak}</Menu.Item>}
    </RowMenu>
  );
}
