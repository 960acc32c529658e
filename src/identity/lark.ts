import { createHash } from 'node:crypto';
import type { OpenedProvider, ProvenIdentity, SignInKeys } from '../model/service/sign-in-provider.ts';
import { authorizePath } from '../open-platform/endpoints/authen.ts';
import { accountsAddress, platformAddress } from '../open-platform/regions.ts';
import { exchangeCode, readUserInfo } from '../open-platform/sign-in.ts';
import { LostAnswer } from '../outbound/lost-answer.ts';
import type { Environment } from '../outbound/proxy.ts';
import { Transport } from '../outbound/transport.ts';
import { notLetIn, unreachable } from './refusals.ts';

type OpenedLark = Extract<OpenedProvider, { kind: 'lark' }>;

const timeoutMs = 10_000;

/** Where the browser goes. It is OAuth, not OpenID Connect: there is no ID token, so who it is must be asked for. */
export function beginLark({ region, baseUrl, appId }: OpenedLark, keys: SignInKeys): string {
  const url = new URL(accountsAddress(region, baseUrl) + authorizePath);
  const challenge = createHash('sha256').update(keys.verifier).digest('base64url');
  url.search = new URLSearchParams({
    client_id: appId,
    response_type: 'code',
    redirect_uri: keys.redirectUri,
    state: keys.state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }).toString();
  return url.href;
}

/** Changes the code for a token of the person and asks who it is; people of other tenants are not let in. */
export async function finishLark(
  provider: OpenedLark,
  keys: SignInKeys & { readonly parameters: URLSearchParams },
  { environment, signal }: { readonly environment: Environment; readonly signal: AbortSignal },
): Promise<ProvenIdentity> {
  const { parameters } = keys;
  const denied = parameters.get('error');
  if (denied !== null) throw notLetIn({ en: `The platform answers: ${denied}`, zh: `开放平台答复：${denied}` });
  const code = parameters.get('code') ?? '';
  const { origin, pathPrefix } = platformAddress(provider.region, provider.baseUrl);
  const transport = new Transport({ origin, pathPrefix, environment, timeoutMs, connections: 1 });
  try {
    const token = await exchangeCode(transport, { ...provider, ...keys, code }, signal);
    const { tenantKey, unionId, name } = await readUserInfo(transport, token, signal);
    if (tenantKey === undefined || unionId === undefined) {
      throw notLetIn({ en: 'The platform does not say who the person is', zh: '开放平台未说明此人的身份' });
    }
    if (!provider.tenants.includes(tenantKey)) {
      throw notLetIn({
        en: `People of tenant ${tenantKey} may not sign in here`,
        zh: `企业 ${tenantKey} 的人员不能在此登录`,
      });
    }
    return { issuer: origin, subject: `${tenantKey}/${unionId}`, name: name ?? unionId, groups: [] };
  } catch (thrown) {
    if (thrown instanceof LostAnswer) throw unreachable(thrown.text, thrown);
    throw thrown;
  } finally {
    await transport.close();
  }
}
