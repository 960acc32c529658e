import type { Destination } from '../data/destinations.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { Mark } from './state-sign.tsx';

const texts = defineTexts({
  untested: { en: 'Not tested', zh: '未测试' },
  ok: { en: 'Checks passed', zh: '检查通过' },
  failed: { en: 'Checks failed', zh: '检查未通过' },
});

/** What its last test has found. */
export function DestinationMark({ test }: Pick<Destination, 'test'>) {
  const said = useTexts(texts);
  if (test === null) return <Mark tone="idle" icon="never" word={said.untested} />;
  return test.isOk ? <Mark tone="ok" icon="ok" word={said.ok} /> : <Mark tone="bad" icon="bad" word={said.failed} />;
}
