import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

// Biome formats the sources, so that a block ends at the indentation at which it began.
const block =
  /^( *)(?:.*\b(?:close|dispose)(?:\(\)|: async \(\)| = async \(\)| = \(\)).*|\} (?:finally|catch.*) )\{\n([\s\S]*?)^\1\}/gm;
const closing = /\bawait\b|\.(?:close|closeSync|disconnect|end|leave)\(/;

/** Blocks that close several things, of which the first that fails leaves the others open. */
function unsafeBlocks(source: string): string[] {
  return [...source.matchAll(block)].flatMap(([whole, indent = '', body = '']) => {
    const isTry = /\} (?:finally|catch)/.test(whole.split('\n', 1)[0] ?? '');
    const lines = body
      .split('\n')
      .filter((line) => line.startsWith(`${indent}  `) && !/^ *(?:\/\/|\/\*|\*)/.test(line));
    const counted = isTry ? /\.(?:close|closeSync|disconnect)\(\)/ : closing;
    const steps = lines.filter((line) => counted.test(line) && !line.includes('=>'));
    const isLoop = steps.some((line) => /\bfor\b.*\.(?:close|closeSync)\(/.test(line));
    return isLoop || steps.length > 1 ? [whole] : [];
  });
}

describe('what closes several parts', () => {
  test('closes each, whatever becomes of the others', () => {
    const files = globSync('src/**/*.ts', { exclude: (path) => path.endsWith('.test.ts') });
    const sources = files.map((file) => readFileSync(file, 'utf8'));
    expect(sources.flatMap((source) => [...source.matchAll(block)]).length).toBeGreaterThan(100); // blocks that are not seen must not pass
    expect(sources.flatMap(unsafeBlocks)).toEqual([]);
  });

  test.each([
    [
      'one after another',
      '  async close(): Promise<void> {\n    await this.a.close();\n    await this.b.close();\n  }',
    ],
    ['as a constant', '  const close = async (): Promise<void> => {\n    await a.close();\n    b.disconnect();\n  };'],
    ['as a property', '    close: async () => {\n      await a.close();\n      await b;\n    },'],
    ['at the end of a piece of work', '  } finally {\n    await a.close();\n    await b.close();\n  }'],
    ['in a loop', '  } catch (thrown) {\n    for (const one of all) await one.close();\n    throw thrown;\n  }'],
  ])('is seen: %s', (_, source) => {
    expect(unsafeBlocks(source)).toHaveLength(1);
  });
});
