/** The kind of a line of `--json`. */
export interface Line<E extends string> {
  readonly event: E;
}
