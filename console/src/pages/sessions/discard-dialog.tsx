import { type ManyDead, useDiscardPlan, useDiscardTurns } from '../../data/turns.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { tellDone } from '../../parts/tell.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './sessions.module.css';
import { texts } from './texts.ts';

/** As many at once as the service takes. */
const most = 1_000;

/** Says how many dead turns would be discarded; then does it. */
export function DiscardDialog({ many, onClose }: { readonly many: ManyDead; readonly onClose: () => void }) {
  const said = useTexts(texts);
  const format = useFormat();
  const { data, error } = useDiscardPlan(many);
  const discarding = useDiscardTurns();
  const count = data?.count ?? 0;
  const discard = async (): Promise<void> => {
    // No more than what was said, should others have come.
    const done = count === 0 ? 0 : await discarding.mutateAsync({ ...many, limit: count });
    tellDone(said.discarded(format.number(done), done));
  };
  return (
    <Confirm
      isOpen
      isDangerous={false}
      title={said.discardTitle}
      button={said.discardButton(format.number(count), count)}
      onConfirm={discard}
      onClose={onClose}
    >
      {error === null ? null : <ErrorNotice error={error} />}
      {data === undefined ? <p>{error === null ? said.counting : null}</p> : null}
      {data === undefined ? null : (
        <div className={classes.stack}>
          <p>{count === 0 ? said.discardNone : said.discardPlan(format.number(count), count)}</p>
          {count === most ? <p>{said.replayMost}</p> : null}
        </div>
      )}
    </Confirm>
  );
}
