import { TextInput } from '@mantine/core';
import { usePreferences } from '../../data/preferences.ts';
import { useChangeSearch } from '../../data/search.ts';
import { ChoiceFilter } from '../../parts/filter-bar.tsx';
import { useTexts } from '../../texts/texts.ts';
import { fromWallClock, toWallClock } from '../../texts/wall-clock.ts';
import { type Span, spanNames } from '../runs/states.ts';
import classes from './events.module.css';
import { texts } from './texts.ts';

const dayMs = 24 * 3_600_000;

interface TimeFilterProps {
  readonly last: Span | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
}

/** When they came: up to now, or between two times. */
export function TimeFilter({ last, since, until }: TimeFilterProps) {
  const said = useTexts(texts);
  const change = useChangeSearch();
  const isRange = since !== undefined || until !== undefined;
  const choose = (chosen: Span | 'range' | undefined): void => {
    if (chosen === 'range') change({ last: undefined, since: new Date(Date.now() - dayMs).toISOString() });
    else change({ last: chosen, since: undefined, until: undefined });
  };
  return (
    <>
      <ChoiceFilter
        label={said.time}
        value={isRange ? 'range' : last}
        choices={[
          ...spanNames.map((value) => ({ value, label: said[value] })),
          { value: 'range' as const, label: said.range },
        ]}
        onChange={choose}
      />
      {isRange ? (
        <>
          <TimeInput label={said.since} value={since} onChange={(time) => change({ since: time })} />
          <TimeInput label={said.until} value={until} onChange={(time) => change({ until: time })} />
        </>
      ) : null}
    </>
  );
}

interface TimeInputProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (time: string | undefined) => void;
}

/** A time by the clocks of the person. */
function TimeInput({ label, value, onChange }: TimeInputProps) {
  const { timeZone } = usePreferences();
  return (
    <TextInput
      type="datetime-local"
      aria-label={label}
      title={label}
      className={classes.time}
      defaultValue={value === undefined ? '' : toWallClock(value, timeZone)}
      onChange={(event) => onChange(fromWallClock(event.currentTarget.value, timeZone))}
    />
  );
}
