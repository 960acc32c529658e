/** When a pipeline runs by itself. */
export type Schedule =
  | { readonly kind: 'manual' }
  /** At fixed distances, shifted by a hash of the pipeline's id: 10,000 hourly ones do not begin together. */
  | { readonly kind: 'every'; readonly minutes: number }
  /** Five fields, in a time zone such as `Asia/Shanghai`. */
  | { readonly kind: 'cron'; readonly line: string; readonly zone: string }
  /** Follows events without an end. */
  | { readonly kind: 'live' };
