import { useState } from 'react';
import { useFoundHandlers, useFoundTriggers, useKnownHandler, useKnownTrigger } from '../../data/answering.ts';
import { useTexts } from '../../texts/texts.ts';
import { chosenOf, type FilterProps, ThingFilter, wanted } from '../runs/thing-filter.tsx';
import { texts } from './texts.ts';

/** Of which trigger. */
export function TriggerFilter({ id, onChange }: FilterProps) {
  const said = useTexts(texts);
  const [text, setText] = useState('');
  const found = useFoundTriggers(wanted(text));
  const { data } = useKnownTrigger(id);
  const given = { label: said.trigger, all: said.anyTrigger, found, onSearch: setText, onChange };
  return <ThingFilter {...given} chosen={chosenOf(id, data, found)} />;
}

/** Of which handler. */
export function HandlerFilter({ id, onChange }: FilterProps) {
  const said = useTexts(texts);
  const [text, setText] = useState('');
  const found = useFoundHandlers(wanted(text));
  const { data } = useKnownHandler(id);
  const given = { label: said.handler, all: said.anyHandler, found, onSearch: setText, onChange };
  return <ThingFilter {...given} chosen={chosenOf(id, data, found)} />;
}
