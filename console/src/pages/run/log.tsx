import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { type RunLine, useRunLog } from '../../data/run-log.ts';
import type { Run } from '../../data/runs.ts';
import { useChangeSearch } from '../../data/search.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useFormat } from '../../texts/format.ts';
import { type Language, useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './log.module.css';
import { logLevels } from './log-levels.ts';
import { LogView } from './log-view.tsx';
import { texts } from './texts.ts';

const route = getRouteApi('/shell/runs/$id');

interface LogProps {
  readonly run: Run;
  /** The names of those that it reads. */
  readonly streams: readonly string[];
}

/** What a run has written, as it writes it: cut to a level, searched, downloaded. */
export function Log({ run, streams }: LogProps) {
  const said = useTexts(texts);
  const format = useFormat();
  const change = useChangeSearch();
  const { level, find, stream } = route.useSearch();
  const { data, error } = useRunLog(run.id, { level, search: find, stream });
  const lines = data?.lines ?? [];
  const isFiltered = level !== undefined || find !== undefined || stream !== undefined;
  const words = { info: said.infoUp, warn: said.warnUp, error: said.errorUp };
  return (
    <Panel title={said.log} aside={<Download run={run} lines={lines} />} isFlush>
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          aria-label={said.level}
          value={level ?? 'all'}
          data={[{ value: 'all', label: said.all }, ...logLevels.map((value) => ({ value, label: words[value] }))]}
          onChange={(chosen) => change({ level: logLevels.find((each) => each === chosen) })}
        />
        <StreamChoice value={stream} streams={streams} onChange={(name) => change({ stream: name })} />
        <Find value={find} onChange={(text) => change({ find: text })} />
        <span className={classes.count} aria-hidden="true">
          {said.lines(format.number(lines.length), lines.length)}
        </span>
      </div>
      {error === null ? null : <ErrorNotice error={error} />}
      {lines.length === 0 && data !== undefined ? (
        <div className={classes.none}>{isFiltered ? said.noLineFits : said.noLine}</div>
      ) : (
        <LogView key={`${level} ${find} ${stream}`} lines={lines} />
      )}
    </Panel>
  );
}

interface StreamChoiceProps {
  readonly value: string | undefined;
  readonly streams: readonly string[];
  readonly onChange: (stream: string | undefined) => void;
}

function StreamChoice({ value, streams, onChange }: StreamChoiceProps) {
  const said = useTexts(texts);
  if (streams.length === 0 && value === undefined) return null;
  return (
    <Select
      size="xs"
      aria-label={said.ofOneStream}
      placeholder={said.ofAllStreams}
      className={classes.stream}
      data={[...new Set([...(value === undefined ? [] : [value]), ...streams])]}
      value={value ?? null}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': said.ofAllStreams }}
      limit={100}
      onChange={(chosen) => onChange(chosen ?? undefined)}
    />
  );
}

const typingMs = 250;

function Find({
  value,
  onChange,
}: {
  readonly value: string | undefined;
  readonly onChange: (text: string | undefined) => void;
}) {
  const said = useTexts(texts);
  const [typed, setTyped] = useState(value ?? '');
  useEffect(() => {
    const wanted = typed.trim() === '' ? undefined : typed.trim();
    if (wanted === value) return undefined;
    const timer = setTimeout(() => onChange(wanted), typingMs);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <TextInput
      type="search"
      size="xs"
      aria-label={said.find}
      placeholder={said.find}
      leftSection={<Icon name="search" />}
      className={classes.find}
      maxLength={200}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}

function Download({ run, lines }: { readonly run: Run; readonly lines: readonly RunLine[] }) {
  const said = useTexts(texts);
  const language = useLanguage();
  const download = (): void => {
    const address = URL.createObjectURL(new Blob([textOf(lines, language)], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = `${run.id}.log`;
    link.click();
    URL.revokeObjectURL(address);
  };
  if (lines.length === 0) return null;
  return (
    <Button variant="subtle" size="compact-sm" leftSection={<Icon name="down" />} onClick={download}>
      {said.download}
    </Button>
  );
}

function textOf(lines: readonly RunLine[], language: Language): string {
  return lines
    .map(
      ({ at, level, attempt, source, message }) => `${at} ${level} ${attempt} ${source ?? '-'} ${message[language]}\n`,
    )
    .join('');
}
