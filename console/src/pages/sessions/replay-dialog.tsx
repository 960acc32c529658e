import { type ManyTurns, useReplayPlan, useReplayTurns } from '../../data/turns.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { tellDone } from '../../parts/tell.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './sessions.module.css';
import { texts } from './texts.ts';

/** As many at once as the service takes. */
const most = 1_000;

/** Says how many turns would be asked again, and to what effect; then does it. */
export function ReplayDialog({ many, onClose }: { readonly many: ManyTurns; readonly onClose: () => void }) {
  const said = useTexts(texts);
  const format = useFormat();
  const { data, error } = useReplayPlan(many);
  const replaying = useReplayTurns();
  const count = data?.count ?? 0;
  const replay = async (): Promise<void> => {
    // No more than what was said, should others have come.
    const done = count === 0 ? 0 : await replaying.mutateAsync({ ...many, limit: count });
    tellDone(said.replayed(format.number(done), done));
  };
  return (
    <Confirm
      isOpen
      isDangerous={false}
      title={said.replayTitle}
      button={said.replayButton(format.number(count), count)}
      onConfirm={replay}
      onClose={onClose}
    >
      {error === null ? null : <ErrorNotice error={error} />}
      {data === undefined ? <p>{error === null ? said.counting : null}</p> : null}
      {data === undefined ? null : (
        <div className={classes.stack}>
          <p>{count === 0 ? said.replayNone : said.replayPlan(format.number(count), count)}</p>
          {count === most ? <p>{said.replayMost}</p> : null}
          {count === 0 ? null : <p>{said.replayEffect}</p>}
        </div>
      )}
    </Confirm>
  );
}
