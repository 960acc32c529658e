/**
 * Functions that answer what people write to a bot and what happens in a tenant: connected to a service elsewhere, or within a service that the program runs
 * itself.
 *
 * @packageDocumentation
 */
export { ApiError, type ApiErrorParts } from '../client/api-error.ts';
export type { ClientOptions } from '../client/client-types.ts';
export {
  type Agent,
  type CardActionContext,
  createAgent,
  type EventContext,
  type Listener,
  type MessageContext,
  type Middleware,
  type TurnContext,
} from '../handlers/function/agent.ts';
export { type Logger, silentLogger } from '../model/logger.ts';
export type { Language } from '../model/message.ts';
export type {
  Handler,
  HandlerRequest,
  HandlerTools,
  HistoryItem,
  ReplyButton,
  ReplyPart,
} from '../model/triggers/handler.ts';
export type { AnswerAttachment, AnswerButton, HandlerAnswer } from '../model/triggers/handler-answer.ts';
export type {
  Attachment,
  ChatKind,
  InboundMessage,
  Mention,
  QuotedMessage,
  Sender,
} from '../model/triggers/inbound-message.ts';
export type { EmbeddedOptions } from '../operations/serve/start-embedded.ts';
export type { JsonObject, JsonValue } from '../util/json.ts';
export { type ConnectAgentOptions, connectAgent } from './connect-agent.ts';
export { type StartedService, type StartServiceOptions, startService } from './start-service.ts';
