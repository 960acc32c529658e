import type { HandlerKind } from '../data/handlers.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';

const texts = defineTexts({
  http: { en: 'URL', zh: 'URL' },
  openai: { en: 'Language model', zh: '语言模型' },
  command: { en: 'Program', zh: '程序' },
  function: { en: 'Function', zh: '函数' },
  nats: { en: 'NATS JetStream', zh: 'NATS JetStream' },
  kafka: { en: 'Kafka', zh: 'Kafka' },
});

const isTold = (kind: string): kind is keyof typeof texts => Object.hasOwn(texts, kind);

/** Kinds that a form offers and a list is narrowed by. */
export const handlerKinds: readonly HandlerKind[] = ['http', 'openai', 'command', 'function', 'nats', 'kafka'];

/** What people call a kind of handler. */
export function useHandlerKind(): (kind: string) => string {
  const said = useTexts(texts);
  return (kind) => (isTold(kind) ? said[kind] : kind);
}
