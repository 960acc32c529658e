import type { Terminal } from '../../src/cli/terminal.ts';

/** A terminal of 80 columns that nobody reads and nobody sits at. */
export const silentTerminal: Terminal = {
  environment: {},
  isInteractive: false,
  isOutputTty: false,
  isErrorTty: false,
  columns: () => 80,
  out: () => {},
  error: () => {},
};
