import type { PushedEvent } from '../../data/events.ts';

interface CurlOptions {
  readonly event: Pick<PushedEvent, 'type' | 'tenantKey' | 'appId'>;
  readonly payload: Readonly<Record<string, unknown>>;
  /** That of the integration, where it is one of its own: the sandbox. */
  readonly host: string | undefined;
}

/** Where `larkstream sandbox` listens as the documentation starts it. */
const usualSandbox = 'http://127.0.0.1:8800';
const isLocal = (host: string): boolean => /^https?:\/\/(127\.|localhost|\[::1\])/.test(host);

/** A command that has the sandbox push the same event; nothing of a real platform is called. */
export function curlOf({ event: { type }, payload, host }: CurlOptions): string {
  const sandbox = host !== undefined && isLocal(host) ? host.replace(/\/$/, '') : usualSandbox;
  const body = JSON.stringify({ type, event: payload }, undefined, 2);
  return `curl -X POST ${sandbox}/sandbox/push -H 'content-type: application/json' -d @- <<'END'\n${body}\nEND\n`;
}
