/** What may stand in a host with its port. */
const hostCharacters = /^[\w.\-:[\]]*$/;

interface PlacedValue {
  readonly text: string;
  /** Whether the place is one for secrets, or the value is not what belongs there. */
  readonly isSecret: boolean;
}

/** Whether a text is an address whose parts may come from variables; one that is a variable as a whole is not. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

/** A value as it must be written between `before` and `after` in an address, so that it stays in its part. */
export function placeInAddress(before: string, value: string, after: string): PlacedValue {
  const scheme = before.slice(0, before.indexOf(':')).toLowerCase();
  const rest = before.slice(before.indexOf('//') + 2);
  const encoded = encodeURIComponent(value);
  if (rest === '' && after === '') return { text: value, isSecret: !hostCharacters.test(value) };
  if (rest.includes('#')) return { text: encoded, isSecret: true };
  if (rest.includes('?')) return { text: /[?&]$/.test(rest) && value.includes('=') ? value : encoded, isSecret: true };
  if (rest.includes('/')) {
    // A database has one name, a path of the web several parts.
    const isWeb = scheme.startsWith('http');
    return { text: isWeb ? value.split('/').map(encodeURIComponent).join('/') : encoded, isSecret: false };
  }
  const [authority = ''] = after.split(/[/?#]/, 1);
  if (authority.includes('@')) return { text: encoded, isSecret: rest.includes(':') || !authority.startsWith(':') };
  return { text: value, isSecret: !hostCharacters.test(value) };
}
