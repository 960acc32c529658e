interface Reading {
  readonly integrationId: string;
  readonly tenantKey?: string | null | undefined;
  readonly modules: Readonly<Record<string, unknown>>;
}

/** Whether two pipelines read the same module of the same app and tenant: in one place their rows are in the same tables. */
export function sharesModules(one: Reading, other: Reading): boolean {
  const isSameTenant =
    one.integrationId === other.integrationId && (one.tenantKey ?? undefined) === (other.tenantKey ?? undefined);
  return isSameTenant && Object.keys(one.modules).some((name) => Object.hasOwn(other.modules, name));
}

/** Whether a pipeline runs again without anybody's act. */
export function runsByItself(one: { readonly state: string; readonly schedule: { readonly kind: string } }): boolean {
  return one.state === 'active' && one.schedule.kind !== 'manual';
}
