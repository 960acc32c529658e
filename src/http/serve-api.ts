import { IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { authenticate } from '../control/accounts/authenticate.ts';
import type { ControlParts } from '../control/parts.ts';
import { ConfigError } from '../model/errors.ts';
import { mayDo } from '../model/service/role.ts';
import type { IdentityProviders } from '../model/service/sign-in-provider.ts';
import type { Tracer } from '../model/tracer.ts';
import { withAccessLog } from './access-log.ts';
import { createApi } from './api/create-api.ts';
import { allRoutes } from './api/routes/all-routes.ts';
import { boundedLog } from './bounded-log.ts';
import { addConsole } from './console/add-console.ts';
import { addErrorsPage } from './errors/add-errors-page.ts';
import { addServicePages, type ReadyCheck } from './service-pages.ts';
import { addSignInPages } from './sign-in-pages.ts';

interface ServeApiOptions {
  readonly parts: ControlParts;
  readonly identities: IdentityProviders;
  readonly version: string;
  readonly proxies: readonly string[];
  readonly signal: AbortSignal;
  readonly ready: () => Promise<readonly ReadyCheck[]>;
  readonly metrics: () => Promise<string>;
  readonly tracer: Tracer;
  readonly believe: (request: IncomingMessage, response: ServerResponse) => void;
  /** Where the files of the console are. */
  readonly consoleFolder: string;
}

/** The API with all its routes, and the pages that watch over the process. */
export function serveApi({
  parts,
  identities,
  ready,
  metrics,
  tracer,
  believe,
  consoleFolder,
  ...others
}: ServeApiOptions): RequestListener {
  const { app } = createApi({ parts, routes: allRoutes, ...others });
  const { logger, clock } = parts;
  const ofStrangers = boundedLog(logger, clock);
  addSignInPages(app, { parts: { ...parts, identities, logger: ofStrangers }, proxies: others.proxies });
  addErrorsPage(app);
  addServicePages(app, { ready, metrics, assertMaySee: (authorization) => assertMaySee(parts, authorization) });
  addConsole(app, { folder: consoleFolder, publicUrl: parts.publicUrl });
  return getRequestListener(
    (request, { incoming, outgoing }) => {
      // The types speak of HTTP/2, too, which this server does not.
      if (!(incoming instanceof IncomingMessage && outgoing instanceof ServerResponse)) throw new TypeError('HTTP/1.1');
      const env = { incoming, outgoing, believe: () => believe(incoming, outgoing) };
      return withAccessLog(request, (span) => app.fetch(request, { ...env, span }), {
        logger,
        ofStrangers,
        clock,
        tracer,
      });
    },
    { overrideGlobalObjects: false },
  );
}

/** @throws ConfigError `api.sign.in.needed`, `api.role.denied` */
async function assertMaySee(parts: ControlParts, authorization: string | undefined): Promise<void> {
  const token = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  const caller = await authenticate(parts, { token }, { address: undefined, requestId: undefined });
  if (caller !== undefined && mayDo(caller.role, 'see')) return;
  throw new ConfigError({
    code: 'api.sign.in.needed',
    message: { en: 'Figures are for those who have an API token', zh: '指标仅供持有 API 令牌者查看' },
    cure: {
      en: 'Send a token of a viewer as `Authorization: Bearer …`.',
      zh: '请以 `Authorization: Bearer …` 发送查看者的令牌。',
    },
  });
}
