import type { Route } from '../route.ts';
import { roleRoutes } from './roles.ts';

/** Every route below `/api/v1`. */
export const allRoutes: readonly Route[] = [...roleRoutes];
