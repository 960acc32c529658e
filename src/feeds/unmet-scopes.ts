import { scopePage } from '../model/console-pages.ts';
import { ConfigError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import type { OpenPlatformClient } from '../open-platform/open-platform-client.ts';
import { hasScope } from './granted-scopes.ts';
import type { ModuleScopes, ScopeNeed } from './scopes.ts';

/** What an app has not been granted of what is needed: `calls` are refused, `columns` stay empty. */
export function unmetScopes({ calls, columns }: ModuleScopes, granted: ReadonlySet<string>): ModuleScopes {
  const isUnmet = ({ anyOf }: ScopeNeed): boolean => !anyOf.some((scope) => hasScope(granted, scope));
  return { calls: calls.filter(isUnmet), columns: columns.filter(isUnmet) };
}

/** Why calls will be refused, with the page where that is mended. */
export function missingScope({ anyOf }: ScopeNeed, client: Pick<OpenPlatformClient, 'consoleUrl'>): ConfigError {
  const url = scopePage(client.consoleUrl, anyOf);
  return new ConfigError({
    code: 'lark.scope.missing',
    message:
      anyOf.length === 1
        ? { en: `Scope ${anyOf[0]} is not granted`, zh: `未开通权限 ${anyOf[0]}` }
        : { en: `None of the scopes ${anyOf.join(', ')} is granted`, zh: `权限 ${anyOf.join('、')} 均未开通` },
    cure: {
      en: `Grant ${anyOf.length === 1 ? 'it' : 'one of them'} at ${url}, then publish a new version of the app.`,
      zh: `在 ${url} 开通${anyOf.length === 1 ? '该权限' : '其中之一'}，然后发布应用的新版本。`,
    },
    details: { scopes: [...anyOf], url },
  });
}

/** What is missing where columns stay empty. */
export function emptyColumns(
  absent: readonly ScopeNeed[],
  client: Pick<OpenPlatformClient, 'consoleUrl'>,
): { readonly message: Message; readonly url: string } {
  const scopes = absent.flatMap(({ anyOf: [scope] }) => scope ?? []);
  const url = scopePage(client.consoleUrl, scopes);
  return {
    url,
    message: {
      en: `Some columns will be empty without ${scopes.join(', ')}; grant them at ${url} and publish a new version`,
      zh: `没有 ${scopes.join('、')} 时部分列为空；请在 ${url} 开通并发布新版本`,
    },
  };
}
