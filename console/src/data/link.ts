/** What a link with a secret says. It stands behind `#`, which is sent to nobody. */
export interface SecretLink {
  readonly token: string | undefined;
  readonly login: string | undefined;
  readonly installation: string | undefined;
}

/** Reads `#token=…&login=…`. */
export function readLink(hash: string): SecretLink {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const of = (name: string): string | undefined => fields.get(name) ?? undefined;
  return { token: of('token'), login: of('login'), installation: of('installation') };
}
