import type { ModuleName } from '../model/stream.ts';
import { modules } from './registry.ts';

/** The module that an endpoint serves; undefined for what all share (tokens, the app's own scopes). */
export function moduleOfPath(path: string): ModuleName | undefined {
  const area = path.split('/').at(2) ?? '';
  return modules.find(({ apiAreas }) => apiAreas.includes(area))?.name;
}
