import { useState } from 'react';
import { useHandler, useHandlers } from '../../data/handlers.ts';
import { useTrigger, useTriggers } from '../../data/triggers.ts';
import { useTexts } from '../../texts/texts.ts';
import { chosenOf, type FilterProps, ThingFilter, wanted } from '../runs/thing-filter.tsx';
import { texts } from './texts.ts';

/** Of which trigger. */
export function TriggerFilter({ id, onChange }: FilterProps) {
  const said = useTexts(texts);
  const [text, setText] = useState('');
  const { items: found } = useTriggers({ search: wanted(text) });
  const { data } = useTrigger(id);
  const given = { label: said.trigger, all: said.anyTrigger, found, onSearch: setText, onChange };
  return <ThingFilter {...given} chosen={chosenOf(id, data, found)} />;
}

/** Of which handler. */
export function HandlerFilter({ id, onChange }: FilterProps) {
  const said = useTexts(texts);
  const [text, setText] = useState('');
  const { items: found } = useHandlers({ search: wanted(text) });
  const { data } = useHandler(id);
  const given = { label: said.handler, all: said.anyHandler, found, onSearch: setText, onChange };
  return <ThingFilter {...given} chosen={chosenOf(id, data, found)} />;
}
