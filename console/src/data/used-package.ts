/** A package of others that the program is built on. */
export interface UsedPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly by: 'service' | 'console';
}
