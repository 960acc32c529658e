import { useDrainWorker, type Worker } from '../../data/workers.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Notice } from '../../parts/notice.tsx';
import { tellDone } from '../../parts/tell.tsx';
import { useTexts } from '../../texts/texts.ts';
import { nameOf } from './name-of.ts';
import { texts } from './texts.ts';

interface DrainDialogProps {
  readonly worker: Worker;
  /** Nobody else takes runs. */
  readonly isAlone: boolean;
  readonly onClose: () => void;
}

/** Asks before a process takes no more runs. */
export function DrainDialog({ worker, isAlone, onClose }: DrainDialogProps) {
  const said = useTexts(texts);
  const draining = useDrainWorker();
  const name = nameOf(worker);
  const drain = async (): Promise<void> => {
    await draining.mutateAsync({ id: worker.id, to: 'drain' });
    tellDone(said.drainDone(name));
  };
  return (
    <Confirm
      isOpen
      isDangerous={isAlone}
      title={said.drainTitle(name)}
      button={said.drain}
      onConfirm={drain}
      onClose={onClose}
    >
      <p>{said.drainWhat}</p>
      {isAlone ? <Notice tone="warn">{said.drainAlone}</Notice> : null}
    </Confirm>
  );
}
