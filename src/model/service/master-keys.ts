/** What tells a key from another of its name, and does not tell the key. */
export interface KeyPrint {
  readonly id: string;
  readonly fingerprint: string;
}

/** The master keys as use cases see them: their names, never the keys. */
export interface MasterKeys {
  /** Where they lie, for people: a file, a variable, a command. */
  readonly name: string;
  /** Whether keys are added and removed here; else whoever keeps them does so. */
  readonly isOurs: boolean;
  /** The machine whose file they are: others have files of their own. Undefined for keys that somebody else keeps. */
  readonly host: string | undefined;
  /** The names of the keys; secrets are sealed with the first. @throws ConfigError `secrets.keys.invalid` */
  ids(): readonly [string, ...string[]];
  /** Of each key, in the order of `ids`. @throws ConfigError `secrets.keys.invalid` */
  prints(): readonly KeyPrint[];
  /** Other stores that have used the same keys, as far as it is known: what wraps nothing here may be needed there. */
  otherStores(): readonly string[];
  /** Makes a key behind the others, and gives its name. Called only where `isOurs`. */
  add(): string;
  /** Puts a key in front of the others. Called only where `isOurs`. */
  makeCurrent(id: string): void;
  /** Called only where `isOurs`. */
  remove(id: string): void;
}
