import type { ReactNode } from 'react';
import type { CheckLine } from '../data/integration-test.ts';
import { defineTexts, useLanguage, useTexts } from '../texts/texts.ts';
import classes from './checks.module.css';
import { Icon, type IconName } from './icon.tsx';
import { Marked } from './marked.tsx';
import { OutsideLink } from './outside-link.tsx';

const texts = defineTexts({
  ok: { en: 'passed', zh: '通过' },
  warning: { en: 'warning', zh: '警告' },
  failed: { en: 'failed', zh: '未通过' },
  skipped: { en: 'skipped', zh: '已跳过' },
  running: { en: 'The next check runs', zh: '正在进行下一项检查' },
  todo: { en: 'What to do', zh: '处理方法' },
  colon: { en: ': ', zh: '：' },
  open: { en: 'Open in the developer console', zh: '打开开发者后台' },
});

const looks: Readonly<Record<CheckLine['outcome'], readonly [string | undefined, IconName]>> = {
  ok: [classes.ok, 'ok'],
  warning: [classes.warn, 'warn'],
  failed: [classes.bad, 'bad'],
  skipped: [classes.idle, 'never'],
};

interface ChecksProps {
  readonly lines: readonly CheckLine[];
  readonly isRunning?: boolean;
  /** Where in the console what a line says is mended; undefined where nowhere. */
  readonly mendOf?: (line: CheckLine) => ReactNode;
}

/** Named checks of a test as they are done: what was found, what to do, and where. */
export function Checks({ lines, isRunning = false, mendOf }: ChecksProps) {
  const said = useTexts(texts);
  return (
    <ul className={classes.list} aria-live="polite" aria-busy={isRunning}>
      {lines.map((line) => (
        <Check key={line.name} line={line} mend={mendOf?.(line)} />
      ))}
      {isRunning ? (
        <li className={classes.line}>
          <Icon name="running" className={`${classes.mark} ${classes.spin}`} />
          <span className={classes.words}>{said.running}</span>
        </li>
      ) : null}
    </ul>
  );
}

function Check({ line, mend }: { readonly line: CheckLine; readonly mend: ReactNode }) {
  const said = useTexts(texts);
  const language = useLanguage();
  const { title, outcome, message, cure, url, code } = line;
  const [tone, icon] = looks[outcome];
  const needsCare = outcome === 'failed' || outcome === 'warning';
  return (
    <li className={classes.line} data-check={line.name} data-outcome={outcome}>
      <Icon name={icon} className={`${classes.mark} ${tone}`} />
      <div className={classes.words}>
        <span className={classes.title}>{title[language]}</span>
        <span className={classes.outcome}>{said[outcome]}</span>
        <div className={classes.message}>
          <Marked text={message[language]} />
        </div>
        {cure === null ? null : (
          <div>
            <strong>{said.todo}</strong>
            {said.colon}
            <Marked text={cure[language]} />
          </div>
        )}
        {needsCare && (url !== null || code !== null || mend !== undefined) ? (
          <div className={classes.links}>
            {mend}
            {url === null ? null : <OutsideLink to={url}>{said.open}</OutsideLink>}
            {code === null ? null : <span className={classes.code}>{code}</span>}
          </div>
        ) : null}
      </div>
    </li>
  );
}
