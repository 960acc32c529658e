import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { httpListen } from '../../src/util/http-listen.ts';

/** Who is signed in to the provider. */
export interface OidcPerson {
  readonly sub: string;
  readonly name?: string;
  readonly groups?: readonly string[];
}

interface Code {
  readonly person: OidcPerson;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string;
}

/** What the provider does that it must not. */
interface Faults {
  nonce?: string;
  audience?: string;
  issuer?: string;
  /** Seconds that a token is already over. */
  expiredFor?: number;
  signsWithAnotherKey?: boolean;
  /** Answers discovery with this status. */
  discoveryStatus?: number;
  /** Where discovery says that keys are. */
  keysAt?: string;
  /** Takes codes and never answers. */
  isSilent?: boolean;
}

/** A provider of OpenID Connect: discovery, PKCE, nonce, groups, ID tokens signed with RS256. */
export interface OidcProvider extends AsyncDisposable {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  person: OidcPerson;
  faults: Faults;
  /** What the token endpoint was sent, in order. */
  readonly exchanges: readonly URLSearchParams[];
  /** How often it was asked what it is. */
  discoveries(): number;
  /** How many wait for an answer that does not come. */
  waiting(): number;
}

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export async function startOidcProvider(): Promise<OidcProvider> {
  const [keys, others] = [0, 1].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));
  if (keys === undefined || others === undefined) throw new RangeError('no keys');
  const codes = new Map<string, Code>();
  const exchanges: URLSearchParams[] = [];
  let discoveries = 0;
  let waiting = 0;
  const server = createServer((request, response) => void answer(request, response));
  const issuer = await httpListen(server, { host: '127.0.0.1', port: 0 });
  const provider = {
    issuer,
    clientId: 'larkstream',
    clientSecret: 'secret of the client',
    person: { sub: 'u-1', name: 'Ada' } as OidcPerson,
    faults: {} as Faults,
    exchanges,
    discoveries: () => discoveries,
    waiting: () => waiting,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', issuer);
    const json = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (url.pathname === '/.well-known/openid-configuration') json(provider.faults.discoveryStatus ?? 200, discovery());
    else if (url.pathname === '/keys')
      json(200, { keys: [{ ...keys?.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] });
    else if (url.pathname === '/authorize') response.writeHead(302, { location: authorize(url.searchParams) }).end();
    else if (url.pathname === '/token') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      exchanges.push(form);
      if (provider.faults.isSilent === true) {
        waiting++;
        response.once('close', () => waiting--);
        return;
      }
      const token = exchange(form);
      if (token === undefined) json(400, { error: 'invalid_grant' });
      else json(200, { access_token: 'at', token_type: 'Bearer', expires_in: 60, id_token: token });
    } else json(404, {});
  }

  function discovery(): unknown {
    discoveries++;
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: provider.faults.keysAt ?? `${issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
    };
  }

  function authorize(query: URLSearchParams): string {
    const code = randomBytes(12).toString('hex');
    const text = (name: string): string => query.get(name) ?? '';
    codes.set(code, {
      person: provider.person,
      redirectUri: text('redirect_uri'),
      challenge: text('code_challenge'),
      nonce: text('nonce'),
    });
    const back = new URL(text('redirect_uri'));
    back.searchParams.set('code', code);
    back.searchParams.set('state', text('state'));
    return back.href;
  }

  /** A code is good once. */
  function exchange(form: URLSearchParams): string | undefined {
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const shown = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isGood =
      code !== undefined &&
      form.get('client_id') === provider.clientId &&
      form.get('client_secret') === provider.clientSecret &&
      form.get('redirect_uri') === code.redirectUri &&
      shown === code.challenge;
    return isGood ? idToken(code) : undefined;
  }

  function idToken({ person, nonce }: Code): string {
    const now = Math.floor(Date.now() / 1_000);
    const { faults } = provider;
    const over = faults.expiredFor ?? -300;
    const claims = {
      iss: faults.issuer ?? issuer,
      aud: faults.audience ?? provider.clientId,
      iat: now - Math.max(0, over) - 60,
      exp: now - over,
      nonce: faults.nonce ?? nonce,
      ...person,
    };
    const content = `${base64({ alg: 'RS256', kid: 'k1' })}.${base64(claims)}`;
    const key = faults.signsWithAnotherKey === true ? others?.privateKey : keys?.privateKey;
    if (key === undefined) throw new RangeError('no key');
    return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
  }

  return provider;
}
