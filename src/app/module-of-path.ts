import type { ModuleName } from '../model/stream.ts';

/** `/open-apis/<area>/…` → the module that calls it. */
const modulesByArea: Readonly<Record<string, ModuleName>> = {
  approval: 'approval',
  attendance: 'attendance',
  bitable: 'base',
  wiki: 'base',
  contact: 'contact',
};

/** The module that an endpoint serves; undefined for what all share (tokens, the app's own scopes). */
export function moduleOfPath(path: string): ModuleName | undefined {
  return modulesByArea[path.split('/').at(2) ?? ''];
}
