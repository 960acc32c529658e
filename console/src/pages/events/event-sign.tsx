import type { Delivery, PushedEvent } from '../../data/events.ts';
import { Mark, NowPill } from '../../parts/state-sign.tsx';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

/** How an event stands. */
export function EventSign({ state }: { readonly state: PushedEvent['state'] }) {
  const said = useTexts(texts);
  if (state === 'pending') return <NowPill is="waits" word={said.pending} />;
  if (state === 'done') return <Mark tone="ok" icon="ok" word={said.done} />;
  if (state === 'dead') return <Mark tone="bad" icon="dead" word={said.dead} />;
  return <Mark tone="idle" icon="never" word={said.kept} />;
}

/** How it stands with one consumer. */
export function DeliverySign({ state }: { readonly state: Delivery['state'] }) {
  const said = useTexts(texts);
  if (state === 'done') return <Mark tone="ok" icon="ok" word={said.done} />;
  if (state === 'dead') return <Mark tone="bad" icon="dead" word={said.dead} />;
  if (state === 'skipped') return <Mark tone="idle" icon="stopped" word={said.skipped} />;
  if (state === 'claimed') return <NowPill is="running" word={said.claimed} />;
  return <NowPill is={state === 'waiting' ? 'queued' : 'waits'} word={said[state]} />;
}
