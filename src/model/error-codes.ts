import { clientCodes } from './error-codes/client-codes.ts';
import { configCodes } from './error-codes/config-codes.ts';
import { handlerCodes } from './error-codes/handler-codes.ts';
import { keyCodes } from './error-codes/key-codes.ts';
import { platformCodes } from './error-codes/platform-codes.ts';
import { runCodes } from './error-codes/run-codes.ts';
import { serveCodes } from './error-codes/serve-codes.ts';
import { serviceCodes } from './error-codes/service-codes.ts';

/** Every code an error can carry, with its cause and its cure. `docs/reference/errors.md` is checked against this list. */
export const errorCodes: typeof configCodes &
  typeof platformCodes &
  typeof runCodes &
  typeof keyCodes &
  typeof serviceCodes &
  typeof clientCodes &
  typeof handlerCodes &
  typeof serveCodes = {
  ...configCodes,
  ...platformCodes,
  ...runCodes,
  ...keyCodes,
  ...serviceCodes,
  ...clientCodes,
  ...handlerCodes,
  ...serveCodes,
};

/** Stable: scripts may compare it. A dotted name, such as `destination.table.altered`. */
export type ErrorCode = keyof typeof errorCodes;
