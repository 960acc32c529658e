import { isSettings, type Settings } from '../../data/setting-fields.ts';

/** A setting within groups, such as `messages.chats.allow`. */
export type Path = readonly string[];

/** What stands at a path. */
export function valueAt(from: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, name) => (isSettings(at) ? at[name] : undefined), from);
}

/** The settings with another value at a path; undefined takes it out. */
export function withValue(from: Settings, [first = '', ...rest]: Path, value: unknown): Settings {
  const { [first]: old, ...others } = from;
  const next = rest.length === 0 ? value : withValue(isSettings(old) ? old : {}, rest, value);
  return next === undefined ? others : { ...from, [first]: next };
}

/** What the service says of a setting, or of something in it: `settings.messages.users.allow[0]`. */
export function faultAt(faults: Readonly<Record<string, string>>, path: Path): string | undefined {
  const wanted = path.join('.');
  const found = Object.entries(faults).find(([place]) => {
    const own = place.replace(/^(?:settings|draft)\./, '');
    return own === wanted || own.startsWith(`${wanted}[`) || own.startsWith(`${wanted}.`);
  });
  return found?.[1];
}
