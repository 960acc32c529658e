/**
 * A typed client of the API of a service (`larkstream serve`): its types are made from the document of the API.
 *
 * @packageDocumentation
 */
export { ApiError, type ApiErrorParts } from '../client/api-error.ts';
export type {
  ApiEvent,
  ApiItem,
  ApiListName,
  Asked,
  CallOptions,
  Client,
  ClientOptions,
  StreamOptions,
} from '../client/client-types.ts';
export type { ApiOperations, ApiStreams } from '../client/contract/operations.ts';
export type { ApiSchemas } from '../client/contract/schemas.ts';
export { createClient } from '../client/create-client.ts';
export type { Language } from '../model/message.ts';
