import { Select } from '@mantine/core';
import { useHandler, useHandlers } from '../../data/handlers.ts';
import { useHandlerKind } from '../../parts/handler-kinds.ts';
import { PlaceLink } from '../../parts/place-link.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

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
  const { items, isLoading } = useHandlers();
  const own = useHandler(value === '' ? undefined : value).data;
  // Its own may be far behind in the list.
  const known = own === undefined || items.some(({ id }) => id === own.id) ? items : [own, ...items];
  const isNone = !isLoading && known.length === 0;
  return (
    <div data-setting="handlerId">
      <Select
        searchable
        label={words.handler}
        placeholder={said.chooseHandler}
        data={known.map(({ id, name, kind }) => ({ value: id, label: `${name} · ${kindName(kind)}` }))}
        value={value === '' ? null : value}
        error={error}
        onChange={(next) => onChange(next ?? '')}
      />
      {isNone ? (
        <div>
          {said.noHandlers} <PlaceLink to="/handlers?create=yes">{said.makeHandler}</PlaceLink>
        </div>
      ) : null}
    </div>
  );
}
