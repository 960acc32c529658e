import { Menu } from '@mantine/core';
import { useMay } from '../../data/session.ts';
import { useDrainWorker, type Worker } from '../../data/workers.ts';
import { RowMenu } from '../../parts/row-menu.tsx';
import { tellHow } from '../../parts/tell.tsx';
import { useTexts } from '../../texts/texts.ts';
import { nameOf } from './name-of.ts';
import { texts } from './texts.ts';

interface WorkerMenuProps {
  readonly worker: Worker;
  readonly onDrain: () => void;
}

/** Only processes that work on runs can be drained. */
export function WorkerMenu({ worker, onDrain }: WorkerMenuProps) {
  const said = useTexts(texts);
  const mayPause = useMay('pause');
  const draining = useDrainWorker();
  const { id, roles, drainingSince } = worker;
  const name = nameOf(worker);
  if (!mayPause || !roles.includes('worker')) return null;
  const undrain = (): void => void tellHow(draining.mutateAsync({ id, to: 'undrain' }), said.undrained(name));
  return (
    <RowMenu name={name}>
      {drainingSince === null ? (
        <Menu.Item onClick={onDrain}>{said.drain}…</Menu.Item>
      ) : (
        <Menu.Item onClick={undrain}>{said.undrain}</Menu.Item>
      )}
    </RowMenu>
  );
}
