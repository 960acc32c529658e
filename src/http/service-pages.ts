import type { Hono } from 'hono';
import type { Message } from '../model/message.ts';
import type { ApiEnv } from './api/api-context.ts';

/** One thing that must be in place before requests are sent here. */
export interface ReadyCheck {
  readonly name: string;
  readonly isOk: boolean;
  /** What is missing. */
  readonly message?: Message | undefined;
}

interface ServicePagesParts {
  /** Asked for each request, whoever sends it: bounds its own work. */
  readonly ready: () => Promise<readonly ReadyCheck[]>;
  /** In the text format of Prometheus. */
  readonly metrics: () => Promise<string>;
  /** Throws unless the request comes from somebody who may see. */
  readonly assertMaySee: (authorization: string | undefined) => Promise<void>;
}

const noStore = { 'Cache-Control': 'no-store' } as const;

/**
 * `/healthz`: the process answers. `/readyz`: what it needs is there; 503 names what is missing. `/metrics`: figures, for those who may see
 * what the API shows.
 */
export function addServicePages(app: Hono<ApiEnv>, { ready, metrics, assertMaySee }: ServicePagesParts): void {
  app.get('/healthz', (context) => context.text('ok\n', 200, noStore));
  app.get('/readyz', async (context) => {
    const checks = await ready();
    const isReady = checks.every(({ isOk }) => isOk);
    const lines = checks.map(({ name, isOk, message }) => ({
      name,
      isOk,
      ...(message === undefined ? {} : { message: message.en, zh: { message: message.zh } }),
    }));
    return context.json({ isReady, checks: lines }, isReady ? 200 : 503, noStore);
  });
  app.get('/metrics', async (context) => {
    await assertMaySee(context.req.header('authorization'));
    return context.text(await metrics(), 200, {
      ...noStore,
      'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
    });
  });
}
