declare module 'virtual:used-packages' {
  /** Those that the build has found. */
  export const usedPackages: readonly import('./used-package.ts').UsedPackage[];
}

declare module 'virtual:api-summaries' {
  /** By method and path below `/api/v1`: `get /pipelines`. */
  export const summaries: Readonly<Record<string, string>>;
  /** By their English headings. */
  export const tags: Readonly<Record<string, string>>;
}
