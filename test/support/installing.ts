import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestContext } from 'vitest';

const run = promisify(execFile);

/** Runs something of the machine that installs; without it, or without its registry, the test is passed over with the reason. */
export async function install(
  context: TestContext,
  folder: string,
  [program, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  await run(program, args, { cwd: folder, env }).catch((reason: unknown) => {
    context.skip(`${program} cannot install it here: ${String(reason).slice(0, 300)}`);
  });
}

/** Installs packages of npm into a folder of the test. */
export async function installPackages(
  context: TestContext,
  folder: string,
  packages: readonly string[],
): Promise<void> {
  const usual = ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder];
  await install(context, folder, ['npm', ...usual, ...packages]);
}
