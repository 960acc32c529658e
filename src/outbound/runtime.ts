import { ConfigError } from '../model/errors.ts';

/** As `engines` in package.json says. npm only warns of it. */
export const oldestNode = '22.18.0';

/**
 * Older versions lack what the HTTP client is built on, and would fail with words that help nobody.
 * @throws ConfigError `config.runtime.old`
 */
export function assertRuntime(version: string): void {
  if (version.localeCompare(oldestNode, 'en', { numeric: true }) >= 0) return;
  throw new ConfigError({
    code: 'config.runtime.old',
    message: {
      en: `This is Node ${version}, and Larkstream needs ${oldestNode} or newer`,
      zh: `当前 Node 版本为 ${version}，Larkstream 需要 ${oldestNode} 或更新版本`,
    },
  });
}
