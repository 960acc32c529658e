import { readLink, type SecretLink } from '../../data/link.ts';

const place = 'larkstream-claim';

/** What stands behind # is sent to nobody. Whoever signs in first, perhaps elsewhere, finds it here again. */
export function keepLink(hash: string): void {
  if (hash !== '') sessionStorage.setItem(place, hash);
}

export const keptLink = (): SecretLink => readLink(sessionStorage.getItem(place) ?? '');
export const forgetLink = (): void => sessionStorage.removeItem(place);
