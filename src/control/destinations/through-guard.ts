import { hostNameOf } from '../../model/host-name.ts';
import { Secret } from '../../model/secret.ts';
import type { HostGuard } from '../../model/service/host-guard.ts';

/**
 * The address of a database with the IP address that the guard has let through. `hostaddr` is libpq's parameter: it is connected to,
 * while the certificate is still compared with the name.
 * @throws ConfigError `serve.host.refused`
 */
export async function throughGuard(address: Secret, guard: HostGuard): Promise<Secret> {
  const url = new URL(address.reveal());
  const ip = await guard.resolve(hostNameOf(url));
  url.searchParams.set('hostaddr', ip);
  return new Secret(url.href);
}
