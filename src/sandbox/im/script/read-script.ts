import { emojiTypes } from '../emoji-types.ts';
import { ScriptError } from './script-error.ts';
import type { SayPlace, ScriptFault, Sought, Step, StepDoes } from './step.ts';

type Words = ScriptFault['message'];
type Read = StepDoes | { readonly wrong: Words };

const defaultMs = 10_000;
const quoted = '"([^"]+)"';
const who = `("[^"]+"|[^\\s":]+)`;
const by = `(?: as ${who})?`;

/** Each form of a line, and what is made of its parts. */
const forms: readonly (readonly [form: RegExp, read: (...parts: string[]) => Read])[] = [
  [form(`(group|topics) ${quoted} with (.+)`), (mode, name, people) => readGroup(mode, name, people)],
  [form(`wait for bot(?: (\\S.*?))??(?: within (\\d{1,4}) ?s)?`), (sought, seconds) => readWait(sought, seconds)],
  [form(`expect toast (.+)`), (sought) => withSought(sought, (found) => ({ kind: 'toast', sought: found }))],
  [
    form(`(press|tap) ${quoted}${by}`),
    (kind, text, as) => ({ kind: kind === 'tap' ? 'tap' : 'press', text, as: name(as) }),
  ],
  [form(`(react|unreact) (\\w+)${by}`), (kind, emoji, as) => readReaction(kind, emoji, as)],
  [form(`edit${by}: (.+)`), (as, text) => ({ kind: 'edit', text, as: name(as) })],
  [form(`recall(?: last)?${by}`), (as) => ({ kind: 'recall', as: name(as) })],
  [form(`menu (\\S+)${by}`), (key, as) => ({ kind: 'menu', key, as: name(as) })],
  [form(`open${by}`), (as) => ({ kind: 'open', as: name(as) })],
  [
    form(`${who} sends (image|file)(?: ${quoted})?(?: (in ${quoted}|in thread|here))?`),
    (as, what, file, place, group) => ({
      kind: 'send',
      as: named(as),
      place: readPlace(place, group),
      what: what === 'image' ? 'image' : 'file',
      name: file ?? (what === 'image' ? 'image.png' : 'file.txt'),
    }),
  ],
  [
    form(`${who}(?: (in ${quoted}|in thread|replies|here))?: (.+)`),
    (as, place, group, text) => ({ kind: 'say', as: named(as), place: readPlace(place, group), text }),
  ],
];

function form(source: string): RegExp {
  return new RegExp(`^${source}$`, 's');
}

/** Reads a script: one step a line; what is indented goes on with the text above. @throws ScriptError with every line that is wrong */
export function readScript(script: string): readonly Step[] {
  const read = linesOf(script).map(({ line, text }) => ({ line, one: readLine(text) }));
  const faults = read.flatMap(({ line, one }) => ('wrong' in one ? [{ line, message: one.wrong }] : []));
  if (faults.length > 0) throw new ScriptError(faults);
  return read.flatMap(({ line, one }) => ('wrong' in one ? [] : [{ ...one, line }]));
}

function linesOf(script: string): readonly { readonly line: number; readonly text: string }[] {
  const found: { line: number; text: string }[] = [];
  for (const [at, raw] of script.split(/\r?\n/).entries()) {
    const text = raw.trim();
    if (text === '' || text.startsWith('#')) continue;
    const last = found.at(-1);
    if (/^\s/.test(raw) && last !== undefined) last.text += `\n${text}`;
    else found.push({ line: at + 1, text });
  }
  return found;
}

function readLine(text: string): Read {
  for (const [pattern, read] of forms) {
    const parts = pattern.exec(text);
    if (parts !== null) return read(...parts.slice(1));
  }
  return {
    wrong: {
      en: `\`${short(text)}\` is no step. Steps are such as \`ann in "Ops": @bot hello\`, \`wait for bot /text/\`, \`press "More" as ann\`, \`react OK\``,
      zh: `无法识别 \`${short(text)}\`。步骤形如 \`ann in "Ops": @bot 你好\`、\`wait for bot /文本/\`、\`press "更多" as ann\`、\`react OK\``,
    },
  };
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…`.toWellFormed() : text;
}

function named(as: string): string {
  return as.replace(/^"|"$/g, '');
}

function name(as: string | undefined): string | undefined {
  return as === undefined ? undefined : named(as);
}

function readPlace(place: string | undefined, group: string | undefined): SayPlace {
  if (group !== undefined) return { kind: 'group', name: group };
  if (place === 'in thread') return { kind: 'thread' };
  if (place === 'replies') return { kind: 'reply' };
  return { kind: place === 'here' ? 'here' : 'direct' };
}

function readGroup(mode: string | undefined, group: string | undefined, people: string | undefined): Read {
  const names = (people ?? '').split(',').map((one) => named(one.trim()));
  return { kind: 'group', name: group ?? '', mode: mode === 'topics' ? 'topic' : 'group', people: names };
}

function readWait(sought: string | undefined, seconds: string | undefined): Read {
  const withinMs = seconds === undefined ? defaultMs : Number(seconds) * 1_000;
  if (sought === undefined) return { kind: 'wait', sought: undefined, withinMs };
  return withSought(sought, (found) => ({ kind: 'wait', sought: found, withinMs }));
}

function readReaction(kind: string | undefined, emoji: string | undefined, as: string | undefined): Read {
  const type = [...emojiTypes].find((known) => known.toLowerCase() === emoji?.toLowerCase());
  if (type === undefined) {
    return {
      wrong: {
        en: `There is no emoji ${emoji}; some are OK, THUMBSUP, DONE, HEART, THINKING`,
        zh: `没有表情 ${emoji}；可用的例如 OK、THUMBSUP、DONE、HEART、THINKING`,
      },
    };
  }
  return { kind: kind === 'unreact' ? 'unreact' : 'react', emoji: type, as: name(as) };
}

/** A text in quotes is a part of what is looked for, one between slashes is a pattern. */
function withSought(source: string | undefined, make: (sought: Sought) => StepDoes): Read {
  const text = source ?? '';
  const [, part] = /^"(.+)"$/s.exec(text) ?? [];
  if (part !== undefined) return make({ source: text, fits: (whole) => whole.includes(part) });
  const [, pattern, flags = ''] = /^\/(.+)\/(i?)$/s.exec(text) ?? [];
  if (pattern === undefined) {
    return {
      wrong: {
        en: `\`${short(text)}\` is nothing to look for: write "a text" or /a pattern/`,
        zh: `\`${short(text)}\` 不是可查找的内容：请写成 "文本" 或 /正则表达式/`,
      },
    };
  }
  try {
    const compiled = new RegExp(pattern, `${flags}u`);
    return make({ source: text, fits: (whole) => compiled.test(whole) });
  } catch (reason) {
    const why = reason instanceof Error ? reason.message : '';
    return {
      wrong: { en: `\`${short(text)}\` is no pattern: ${why}`, zh: `\`${short(text)}\` 不是正则表达式：${why}` },
    };
  }
}
