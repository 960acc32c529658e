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
  const own = useHandler(value === '' ? undefined : value).data;
  const labelOf = ({ name, kind }: Handler): string => `${name} · ${kindName(kind)}`;
  // There may be very many: the service finds them by name. What is chosen stands there, too, and is no search.
  const typed = own !== undefined && text === labelOf(own) ? '' : text;
  const { items, isLoading } = useHandlers({ search: wanted(typed) });
  // Its own may be far behind in the list; what was found stands first, for the arrow key comes to it.
  const known = own === undefined || items.some(({ id }) => id === own.id) ? items : [...items, own];
  const isNone = !isLoading && typed === '' && known.length === 0;
  return (
    <div data-setting="handlerId">
      <Select
        searchable
        label={words.handler}
        placeholder={said.chooseHandler}
        data={known.map((one) => ({ value: one.id, label: labelOf(one) }))}
        filter={({ options }) => options}
        nothingFoundMessage={said.nothingFoundHandler}
        // What is typed takes the place of what is chosen.
        onFocus={(event) => event.currentTarget.select()}
        onSearchChange={setText}
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
