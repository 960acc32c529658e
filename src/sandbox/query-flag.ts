/**
 * How a boolean may be written in a query string: the Node, Go and Java SDKs send `true`, the Python SDK `True`, some people `1`.
 * That the gateway takes all of them is an assumption (docs/platform-assumptions.md).
 */
const spellings: ReadonlyMap<string, boolean> = new Map([
  ...['true', '1', 't'].map((text) => [text, true] as const),
  ...['false', '0', 'f'].map((text) => [text, false] as const),
]);

/** What the text means; undefined when it is no boolean. */
export function readFlag(text: string): boolean | undefined {
  return spellings.get(text.toLowerCase());
}

/** Whether a boolean parameter is set; one that is absent or empty is not. */
export function isSet(query: URLSearchParams, name: string): boolean {
  return readFlag(query.get(name) ?? '') === true;
}
