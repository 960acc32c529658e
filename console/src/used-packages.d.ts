declare module 'virtual:used-packages' {
  /** Those that the build has found. */
  export const usedPackages: readonly import('./data/used-package.ts').UsedPackage[];
}
