/** Names of all streams that do not depend on the tenant, for a shell to complete. */
export async function streamNames(): Promise<string[]> {
  const { loadStreamNames } = await import('../feeds/load-feeds.ts');
  return await loadStreamNames();
}
