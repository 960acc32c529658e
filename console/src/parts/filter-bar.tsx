import { Select, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useShortcut } from '../keys/shortcuts.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import classes from './filter-bar.module.css';
import { Icon } from './icon.tsx';

const texts = defineTexts({
  all: { en: (label: string) => `${label}: all`, zh: (label) => `${label}：全部` },
  slash: { en: 'Search in this page', zh: '在本页搜索' },
});

/** Filters stand in a row above a table. Their values are in the address. */
export function FilterBar({ children }: { readonly children: ReactNode }) {
  return <search className={classes.bar}>{children}</search>;
}

const typingMs = 250;

interface TextFilterProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  /** The first of a bar has the key and the sign; the others are as narrow as a choice. */
  readonly isFirst?: boolean;
}

/** A text to look for; `/` goes to the first of a bar. The list follows once the typing rests. */
export function TextFilter({ label, value, onChange, isFirst = true }: TextFilterProps) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value ?? '');
  const sent = useRef(value ?? '');
  // Back and links change the address, not the field.
  useEffect(() => {
    if ((value ?? '') !== sent.current) setTyped(value ?? '');
    sent.current = value ?? '';
  }, [value]);
  useEffect(() => {
    if (typed.trim() === sent.current) return undefined;
    const timer = setTimeout(() => {
      sent.current = typed.trim();
      onChange(sent.current === '' ? undefined : sent.current);
    }, typingMs);
    return () => clearTimeout(timer);
  }, [typed, onChange]);
  const field = (
    <TextInput
      ref={input}
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={isFirst ? <Icon name="search" /> : undefined}
      className={isFirst ? classes.text : classes.choice}
      value={typed}
      maxLength={100}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Escape' && input.current?.blur()}
    />
  );
  return isFirst ? <WithSlash act={() => input.current?.focus()}>{field}</WithSlash> : field;
}

function WithSlash({ act, children }: { readonly act: () => void; readonly children: ReactNode }) {
  const said = useTexts(texts);
  useShortcut({ keys: '/', text: said.slash, act });
  return children;
}

/** What a choice shows while all are shown, such as "State: all". */
export const useAllOf = (): ((label: string) => string) => useTexts(texts).all;

interface ChoiceFilterProps<Value extends string> {
  readonly label: string;
  readonly value: Value | undefined;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value | undefined) => void;
}

/** One of several values, or all. */
export function ChoiceFilter<Value extends string>({ label, value, choices, onChange }: ChoiceFilterProps<Value>) {
  const all = { value: '', label: useAllOf()(label) };
  return (
    <Select
      aria-label={label}
      className={classes.choice}
      data={[all, ...choices.map((choice) => ({ value: choice.value, label: choice.label }))]}
      value={value ?? ''}
      allowDeselect={false}
      onChange={(chosen) => onChange(choices.find((choice) => choice.value === chosen)?.value)}
    />
  );
}
