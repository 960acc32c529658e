import { Select } from '@mantine/core';
import { useState } from 'react';
import { type Handler, useHandler, useHandlers } from '../../data/handlers.ts';
import { useHandlerKind } from '../../parts/handler-kinds.ts';
import { PlaceLink } from '../../parts/place-link.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import { wanted } from '../runs/thing-filter.tsx';
import { texts } from './texts.ts';
import classes from './trigger.module.css';

interface HandlerFieldProps {
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

/** Who works on what the trigger takes. */
export function HandlerField({ value, error, onChange }: HandlerFieldProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const kindName = useHandlerKind();
  const [text, setText] = useState('');
  // There may be very many: the service finds them by name.
  const { items, isLoading } = useHandlers({ search: wanted(text) });
  const own = useHandler(value === '' ? undefined : value).data;
  // Its own may be far behind in the list.
  const known = own === undefined || items.some(({ id }) => id === own.id) ? items : [own, ...items];
  const isNone = !isLoading && text === '' && known.length === 0;
  const labelOf = ({ name, kind }: Handler): string => `${name} · ${kindName(kind)}`;
  return (
    <div data-setting="handlerId">
      <Select
        searchable
        label={words.handler}
        placeholder={said.chooseHandler}
        data={known.map((one) => ({ value: one.id, label: labelOf(one) }))}
        filter={({ options }) => options}
        nothingFoundMessage={said.nothingFoundHandler}
        onSearchChange={(typed) => setText(own !== undefined && typed === labelOf(own) ? '' : typed)}
        value={value === '' ? null : value}
        error={error}
        onChange={(next) => onChange(next ?? '')}
      />
      <div className={classes.below}>
        {isNone ? said.noHandlers : null} <PlaceLink to="/handlers?create=yes">{said.makeHandler}</PlaceLink>
        {own === undefined ? null : <PlaceLink to={`/handlers/${own.id}`}>{said.toHandler}</PlaceLink>}
      </div>
    </div>
  );
}
