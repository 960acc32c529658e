import { useState } from 'react';
import { useNow } from '../data/now.ts';
import { useFormat } from '../texts/format.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import classes from './time.module.css';

const texts = defineTexts({
  copy: { en: (utc: string) => `${utc}. Click to copy`, zh: (utc) => `${utc}，点击复制` },
  copied: { en: 'Copied', zh: '已复制' },
});

const hour = 3_600_000;

/** A time: its age in the last hour, then the clock's. The pointer shows UTC, a click copies it. */
export function Time({ at, isAge }: { readonly at: string | null; readonly isAge?: boolean }) {
  const now = useNow();
  const format = useFormat();
  const said = useTexts(texts);
  const [isCopied, setCopied] = useState(false);
  if (at === null)
    return (
      <span className={classes.none} data-none>
        –
      </span>
    );
  const ms = Date.parse(at);
  const asAge = isAge ?? Math.abs(now - ms) < hour;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(at);
    setCopied(true);
  };
  return (
    <button
      type="button"
      className={classes.time}
      title={said.copy(at.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'))}
      onClick={() => void copy()}
      onBlur={() => setCopied(false)}
      onMouseLeave={() => setCopied(false)}
    >
      <time dateTime={at}>{isCopied ? said.copied : asAge ? format.relative(ms, now) : format.time(ms, now)}</time>
    </button>
  );
}
