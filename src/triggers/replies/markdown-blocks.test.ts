import { expect, test } from 'vitest';
import { markdownBlocks } from './markdown-blocks.ts';

test('each fence of a long text is looked for from where it begins', () => {
  const begun = performance.now();
  const blocks = markdownBlocks('```\n'.repeat(200_000));
  expect(blocks).toHaveLength(100_000);
  expect(performance.now() - begun).toBeLessThan(20_000);
});
