/** A part of the platform that can be replicated by itself, as the configuration calls it. Which there are, `feeds/registry.ts` says. */
export type ModuleName = string;
