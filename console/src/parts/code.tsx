import classes from './code.module.css';
import { CopyButton } from './copy-button.tsx';

/** Lines to copy: commands, queries, JSON. */
export function CodeBlock({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <figure className={classes.block} aria-label={label}>
      <pre>{text}</pre>
      <div className={classes.copy}>
        <CopyButton text={text} size="compact-sm" />
      </div>
    </figure>
  );
}
