import { useEffect, useRef, useState } from 'react';
import type { RunLine } from '../../data/run-log.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './log.module.css';
import { texts } from './texts.ts';

const lineHeight = 22;
const viewHeight = 320;
/** Lines that are there above and below what is seen. */
const margin = 20;

/** Lines of a log, of which only those around what is seen are there. At its end it stays there. */
export function LogView({ lines }: { readonly lines: readonly RunLine[] }) {
  const said = useTexts(texts);
  const view = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [top, setTop] = useState(0);
  useEffect(() => {
    const element = view.current;
    if (element !== null && isAtEnd.current && lines.length > 0) element.scrollTop = element.scrollHeight;
  }, [lines.length]);
  const onScroll = (): void => {
    const element = view.current;
    if (element === null) return;
    isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < lineHeight;
    setTop(element.scrollTop);
  };
  const first = Math.max(0, Math.floor(top / lineHeight) - margin);
  const last = Math.min(lines.length, Math.ceil((top + viewHeight) / lineHeight) + margin);
  return (
    <div
      ref={view}
      className={classes.view}
      role="log"
      aria-label={said.log}
      // A log that scrolls is walked by the arrows.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
      onScroll={onScroll}
    >
      <div className={classes.inside} style={{ height: lines.length * lineHeight }}>
        <div style={{ transform: `translateY(${first * lineHeight}px)` }}>
          {lines.slice(first, last).map((line) => (
            <Line key={line.seq} line={line} />
          ))}
        </div>
      </div>
    </div>
  );
}

const icons: Readonly<Partial<Record<RunLine['level'], IconName>>> = { warn: 'warn', error: 'bad' };

function Line({ line: { at, level, source, message } }: { readonly line: RunLine }) {
  const said = useTexts(texts);
  const language = useLanguage();
  const format = useFormat();
  const icon = icons[level];
  const tone = level === 'warn' || level === 'error' ? classes[level] : '';
  return (
    <div className={classes.line}>
      <time className={classes.time} dateTime={at}>
        {format.clock(at)}
      </time>
      <span className={`${classes.level} ${tone}`}>
        {icon === undefined ? null : <Icon name={icon} size={12} />}
        {said[level]}
      </span>
      <span className={classes.source}>{source === null ? '' : said[`source-${source}`]}</span>
      <span>{message[language]}</span>
    </div>
  );
}
