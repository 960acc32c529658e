import { useHandler } from '../data/handlers.ts';
import { useIntegration } from '../data/integrations.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { PlaceLink } from './place-link.tsx';

const texts = defineTexts({ noHandler: { en: 'No handler chosen', zh: '未选择处理程序' } });

/** An integration by its name, which leads to it. */
export function IntegrationLink({ id }: { readonly id: string }) {
  const { data } = useIntegration(id);
  return <PlaceLink to={`/integrations/${id}`}>{data?.name ?? id}</PlaceLink>;
}

/** A handler by its name, which leads to it. */
export function HandlerLink({ id }: { readonly id: string }) {
  const said = useTexts(texts);
  const { data } = useHandler(id === '' ? undefined : id);
  if (id === '') return <span>{said.noHandler}</span>;
  return <PlaceLink to={`/handlers/${id}`}>{data?.name ?? id}</PlaceLink>;
}
