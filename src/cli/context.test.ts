import { expect, test } from 'vitest';
import { silentTerminal } from '../../test/support/silent-terminal.ts';
import { createContext } from './context.ts';
import { createStyle } from './style.ts';
import { en } from './texts/en.ts';

function logged(verbose: boolean): string {
  let said = '';
  const style = createStyle(false);
  const terminal = {
    ...silentTerminal,
    error: (text: string) => {
      said += text;
    },
  };
  const { logger } = createContext({ terminal, texts: en, style, errorStyle: style, verbose });
  logger.debug('Called', { calls: 1 });
  logger.info('Committed');
  logger.warn('Is slow');
  return said;
}

test('--verbose shows each level of the log on the error stream', () => {
  expect(logged(true)).toBe('debug Called {"calls":1}\ninfo Committed\nwarn Is slow\n');
});

test('without --verbose the log is silent', () => {
  expect(logged(false)).toBe('');
});
