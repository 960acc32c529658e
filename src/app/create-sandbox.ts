import { ActivityGenerator } from '../sandbox/activity-generator.ts';
import type { SandboxOptions } from '../sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../sandbox/start-sandbox.ts';
import { closeAll } from '../util/close-all.ts';

/** A simulated tenant; with `changesPerSecond` above 0 things happen in it by themselves. `close()` is due. */
export async function createSandbox(settings: SandboxOptions, changesPerSecond = 0): Promise<Sandbox> {
  const sandbox = await startSandbox(settings);
  if (changesPerSecond <= 0) return sandbox;
  const { seed, now } = sandbox.options;
  const activity = new ActivityGenerator(sandbox.tenant, { seed, perSecond: changesPerSecond, now });
  const close = (): Promise<void> =>
    closeAll(
      () => activity.stop(),
      () => sandbox.close(),
    );
  return { ...sandbox, close, [Symbol.asyncDispose]: close };
}
