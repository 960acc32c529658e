/** The host of an address as it is looked up: without the escapes of a URL, and an IPv6 address without its brackets. */
export function hostNameOf({ hostname }: Pick<URL, 'hostname'>): string {
  return decodeURIComponent(hostname).replace(/^\[(.+)\]$/, '$1');
}
