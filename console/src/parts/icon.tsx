import classes from './icon.module.css';

/** Strokes of 24 × 24. */
const strokes = {
  overview: 'M3 11l9-7 9 7M5 10v10h5v-6h4v6h5V10',
  pipelines: 'M7 6a2 2 0 11-4 0 2 2 0 014 0M21 18a2 2 0 11-4 0 2 2 0 014 0M7 6h6a3 3 0 010 6h-2a3 3 0 000 6h6',
  runs: 'M7 5l12 7-12 7z',
  integrations: 'M9 3v5M15 3v5M6 8h12v3a6 6 0 01-12 0zM12 17v4',
  destinations:
    'M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3zM4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3',
  installations: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM16.5 13v7M13 16.5h7',
  events: 'M4 13l2-8h12l2 8v6H4zM4 13h5l1 3h4l1-3h5',
  triggers: 'M13 3L5 13.5h6L10 21l9-11h-6.5z',
  handlers: 'M4 5h16v6H4zM4 13h16v6H4zM7.5 8h.01M7.5 16h.01M11 8h5M11 16h5',
  sessions: 'M4 5h16v11H9l-5 4z',
  alerts: 'M6 16V11a6 6 0 0112 0v5l2 2H4zM10 21h4',
  schedules: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  workers: 'M6 6h12v12H6zM10 10h4v4h-4zM9 3v3M15 3v3M9 18v3M15 18v3M3 9h3M3 15h3M18 9h3M18 15h3',
  audit: 'M6 3h9l4 4v14H6zM14 3v5h5M9 13h7M9 17h5',
  settings:
    'M15 12a3 3 0 11-6 0 3 3 0 016 0M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M5.6 18.4l2.2-2.2M16.2 7.8l2.2-2.2',
  api: 'M8 7l-5 5 5 5M16 7l5 5-5 5M14 5l-4 14',
  search: 'M17 11a6 6 0 11-12 0 6 6 0 0112 0M20 20l-4.5-4.5',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  live: 'M14 12a2 2 0 11-4 0 2 2 0 014 0M7.8 16.2a6 6 0 010-8.4M16.2 7.8a6 6 0 010 8.4M5 19a10 10 0 010-14M19 5a10 10 0 010 14',
  running: 'M12 3a9 9 0 109 9',
  waits: 'M6 3h12M6 21h12M7 3v3c0 3 5 4.5 5 6s-5 3-5 6v3M17 3v3c0 3-5 4.5-5 6s5 3 5 6v3',
  clock: 'M20.5 12a8.5 8.5 0 11-17 0 8.5 8.5 0 0117 0M12 7v5l3 2',
  pause: 'M8 5v14M16 5v14',
  tick: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M6 6l12 12M18 6L6 18',
  plus: 'M12 5v14M5 12h14',
  again: 'M4 12a8 8 0 0114-5l2 2M20 4v5h-5M20 12a8 8 0 01-14 5l-2-2M4 20v-5h5',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  outside: 'M10 5H5v14h14v-5M14 4h6v6M20 4l-9 9',
  down: 'M6 9l6 6 6-6',
  up: 'M6 15l6-6 6 6',
  left: 'M15 6l-6 6 6 6',
  right: 'M9 6l6 6-6 6',
  menu: 'M4 7h16M4 12h16M4 17h16',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3',
  person: 'M16 8a4 4 0 11-8 0 4 4 0 018 0M4 21a8 8 0 0116 0',
  people:
    'M12.5 8a3.5 3.5 0 11-7 0 3.5 3.5 0 017 0M2.5 20a6.5 6.5 0 0113 0M16 5a3.5 3.5 0 010 6.5M18 14.5a6 6 0 013.5 5.5',
  draft: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
} as const;

/** Filled shapes: outcomes and notices. Each has a shape of its own, so that none is told by colour alone. */
const shapes = {
  ok: 'M12 2a10 10 0 100 20 10 10 0 000-20zm5.2 7.7l-6.2 6.6-4-3.9 1.4-1.4 2.6 2.5 4.8-5.2z',
  warn: 'M12 2.5L1.5 21h21zM11 9h2v6h-2zm0 7.5h2v2h-2z',
  bad: 'M8 2h8l6 6v8l-6 6H8l-6-6V8zm.7 5.3L7.3 8.7 10.6 12l-3.3 3.3 1.4 1.4 3.3-3.3 3.3 3.3 1.4-1.4-3.3-3.3 3.3-3.3-1.4-1.4-3.3 3.3z',
  stopped: 'M12 2a10 10 0 100 20 10 10 0 000-20zM8.5 8.5h7v7h-7z',
  never: 'M12 2a10 10 0 100 20 10 10 0 000-20zm0 2.2a7.8 7.8 0 110 15.6 7.8 7.8 0 010-15.6z',
  dead: 'M12 2a10 10 0 100 20 10 10 0 000-20zM6 11h12v2H6z',
  info: 'M12 2a10 10 0 100 20 10 10 0 000-20zM11 7h2v2h-2zm0 4h2v6h-2z',
} as const;

export type IconName = keyof typeof strokes | keyof typeof shapes;

interface IconProps {
  readonly name: IconName;
  readonly size?: number;
  readonly className?: string | undefined;
}

const isShape = (name: IconName): name is keyof typeof shapes => name in shapes;
const thick: readonly IconName[] = ['more', 'pause', 'running'];

/** A picture beside a word: what it means is always said, too. */
export function Icon({ name, size = 16, className }: IconProps) {
  const path = isShape(name) ? (
    <path fillRule="evenodd" d={shapes[name]} fill="currentColor" stroke="none" />
  ) : (
    <path d={strokes[name]} strokeWidth={thick.includes(name) ? 2.75 : 1.75} />
  );
  return (
    <svg
      className={`${classes.icon} ${className ?? ''}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
    >
      {path}
    </svg>
  );
}
