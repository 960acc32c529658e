/**
 * What a program needs of the environment, and nothing that could change its language or colours. The compile cache
 * (set in `vitest.config.ts`) spares each process from compiling the same sources again.
 */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, NODE_COMPILE_CACHE };
}
