import { ConfigError } from './errors.ts';

/** As `engines` in package.json says. npm only warns of it. */
export const minNodeVersion = '22.19.0';

/**
 * Older versions lack what the HTTP client is built on, and would fail with words that do not help.
 * @throws ConfigError `config.runtime.old`
 */
export function assertRuntime(version: string): void {
  if (version.localeCompare(minNodeVersion, 'en', { numeric: true }) >= 0) return;
  throw new ConfigError({
    code: 'config.runtime.old',
    message: {
      en: `This is Node ${version}, and Larkstream needs ${minNodeVersion} or newer`,
      zh: `当前 Node 版本为 ${version}，Larkstream 需要 ${minNodeVersion} 或更新版本`,
    },
  });
}
