import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { Mark } from './state-sign.tsx';

const decisionTexts = defineTexts({
  taken: { en: 'Taken', zh: '已接受' },
  refused: { en: 'Not taken', zh: '未命中' },
  shadow: { en: 'Only decided', zh: '影子模式' },
});

type Outcome = ApiSchemas['Decision']['tried'][number]['outcome'];

/** What a trigger made of an event: in the shadow it would have taken it. */
export function DecisionSign({ outcome }: { readonly outcome: Outcome }) {
  const word = useTexts(decisionTexts)[outcome];
  if (outcome === 'taken') return <Mark tone="ok" icon="ok" word={word} />;
  if (outcome === 'shadow') return <Mark tone="info" icon="info" word={word} />;
  return <Mark tone="idle" icon="never" word={word} />;
}
