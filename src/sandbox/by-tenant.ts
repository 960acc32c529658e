/** One thing for each company on the platform. */
export interface ByTenant<T> {
  readonly keys: readonly string[];
  /** Undefined where there is no such company. */
  get(tenantKey: string): T | undefined;
}

/** Each is made when it is first asked for: of ten thousand companies few are asked for at a time, and making one takes milliseconds. */
export function madeWhenAsked<T>(keys: readonly string[], make: (tenantKey: string) => T): ByTenant<T> {
  const known = new Set(keys);
  const made = new Map<string, T>();
  const get = (tenantKey: string): T | undefined => {
    if (!known.has(tenantKey)) return undefined;
    const before = made.get(tenantKey);
    if (before !== undefined) return before;
    const one = make(tenantKey);
    made.set(tenantKey, one);
    return one;
  };
  return { keys, get };
}
