import type { ReactNode } from 'react';
import type { AuditLine } from '../data/audit.ts';
import { useFormat } from '../texts/format.ts';
import { defineTexts, useLanguage, useTexts } from '../texts/texts.ts';
import { detailNames } from './detail-names.ts';
import { detailValues, wordOf } from './detail-values.ts';
import classes from './details.module.css';
import { roles, roleTexts } from './roles.ts';
import { scheduleOf } from './schedule-of.ts';
import { ScheduleText } from './schedule-text.tsx';

const texts = defineTexts({
  nothingGiven: { en: 'Nothing besides', zh: '无其他内容' },
  yes: { en: 'yes', zh: '是' },
  no: { en: 'no', zh: '否' },
  became: { en: 'became', zh: '变为' },
  comma: { en: ', ', zh: '、' },
  colon: { en: ': ', zh: '：' },
});

type Detail = AuditLine['detail'];
type Values = Readonly<Record<string, unknown>>;

const isNamed = (name: string): name is keyof typeof detailNames => Object.hasOwn(detailNames, name);
const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A time is kept as milliseconds. */
const isTime = (name: string, value: unknown): value is number =>
  typeof value === 'number' && /(At|until|since)$/i.test(name) && value > 1e12;

interface Words {
  readonly yes: string;
  readonly no: string;
  /** Between parts, and behind a name. */
  readonly comma: string;
  readonly colon: string;
  /** A text as people say it. */
  readonly word: (name: string, text: string) => string;
  readonly nameOf: (name: string) => string;
}

/** A value as a person reads it: no quotes around texts, no braces around one of several. */
function textOf(name: string, value: unknown, words: Words): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (Array.isArray(value) && value.length > 0) return value.map((each) => textOf(name, each, words)).join(words.comma);
  if (Array.isArray(value)) return '–';
  if (!isValues(value)) return words.word(name, String(value));
  const told = Object.entries(value).map(([of, each]) => `${words.nameOf(of)}${words.colon}${textOf(of, each, words)}`);
  return told.length === 0 ? '–' : told.join('; ');
}

function useWords(): Words {
  const said = useTexts(texts);
  const values = useTexts(detailValues);
  const names = useTexts(detailNames);
  return {
    ...said,
    nameOf: (name) => (isNamed(name) ? names[name] : name),
    word: (name, text) => {
      const word = wordOf(name, text);
      return word === undefined ? text : values[word];
    },
  };
}

/** Of settings that were given all anew, only those that are different. */
function differing(from: unknown, to: unknown): readonly [from: unknown, to: unknown] {
  if (!isValues(from) || !isValues(to)) return [from, to];
  const isSame = (name: string): boolean => JSON.stringify(from[name]) === JSON.stringify(to[name]);
  const without = (values: Values): Values =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !isSame(name)));
  return [without(from), without(to)];
}

type Names = Readonly<Record<string, string>>;

interface DetailsProps {
  readonly detail: Detail;
  /** What people call the things whose ids stand in it. */
  readonly names?: Names;
  readonly isShort?: boolean;
}

/** What was given, each value after its name; where another stood before, from which to which. */
export function Details({ detail, names = {}, isShort = false }: DetailsProps) {
  const said = useTexts(texts);
  const { nameOf } = useWords();
  const { was, ...given } = detail;
  const before = isValues(was) ? was : {};
  const entries = Object.entries(given);
  if (entries.length === 0) return isShort ? null : <p className={classes.note}>{said.nothingGiven}</p>;
  return (
    <dl className={isShort ? classes.short : classes.long}>
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{nameOf(name)}</dt>
          <dd>
            {Object.hasOwn(before, name) ? (
              <Became name={name} from={before[name]} to={value} names={names} />
            ) : (
              <Told name={name} value={value} names={names} />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface BecameProps {
  readonly name: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly names: Names;
}

function Became({ name, from, to, names }: BecameProps) {
  const said = useTexts(texts);
  const [left, right] = name === 'schedule' ? [from, to] : differing(from, to);
  return (
    <>
      <del className={classes.was}>
        <Told name={name} value={left} names={names} />
      </del>
      <span className={classes.arrow} role="img" aria-label={said.became}>
        →
      </span>
      <Told name={name} value={right} names={names} />
    </>
  );
}

interface ToldProps {
  readonly name: string;
  readonly value: unknown;
  readonly names: Names;
}

function Told({ name, value, names }: ToldProps): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const format = useFormat();
  const known = useTexts(roleTexts);
  const role = /role$/i.test(name) ? roles.find((each) => each === value) : undefined;
  if (role !== undefined) return known[role];
  if (isTime(name, value)) return format.dateTime(value);
  const schedule = name === 'schedule' ? scheduleOf(value) : undefined;
  if (schedule !== undefined) return <ScheduleText schedule={schedule} />;
  const message = name === 'why' && isValues(value) ? value[language] : undefined;
  const called = typeof value === 'string' ? names[value] : undefined;
  if (called !== undefined) {
    return (
      <>
        {called} <code className={classes.id}>{String(value)}</code>
      </>
    );
  }
  return textOf(name, message ?? value, words);
}
