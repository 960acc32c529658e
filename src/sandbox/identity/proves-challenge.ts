import { createHash } from 'node:crypto';

/** Whether the verifier fits the challenge that came with `authorize`; true where none came (RFC 7636). */
export function provesChallenge(
  { challenge, method }: { readonly challenge: string | undefined; readonly method: string },
  verifier: string,
): boolean {
  if (challenge === undefined) return true;
  const shown = method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;
  return shown === challenge;
}
