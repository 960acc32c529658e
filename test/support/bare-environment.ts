/**
 * What a program needs of the environment, and nothing that could change its language or colours. The compile cache
 * (set in `vitest.config.ts`) spares each process from compiling the same sources again; under another clock
 * (`npm run test:clocks`) all processes have the same.
 */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, NODE_COMPILE_CACHE, ...clock() };
}

function clock(): NodeJS.ProcessEnv {
  const { LD_PRELOAD } = process.env;
  if (LD_PRELOAD?.includes('faketime') !== true) return {};
  const settings = Object.entries(process.env).filter(([name]) => name.includes('FAKE'));
  return { LD_PRELOAD, ...Object.fromEntries(settings) };
}
