import { type ReactNode, useEffect } from 'react';
import { choosePreferences } from '../data/own-preferences.ts';
import { useLanguage } from '../texts/texts.ts';
import classes from './door.module.css';
import { Logo } from './logo.tsx';

/** What stands around the pages of those who are not signed in: a card in the middle, and the other language below. */
export function Door({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const language = useLanguage();
  useEffect(() => {
    document.title = `${title} · Larkstream`;
  }, [title]);
  const other = language === 'en' ? 'zh' : 'en';
  return (
    <main className={classes.door}>
      <div className={classes.box}>
        <div className={classes.name}>
          <Logo size={32} />
          Larkstream
        </div>
        <section className={classes.card}>
          <h1>{title}</h1>
          {children}
        </section>
        <button
          type="button"
          className={classes.other}
          lang={other === 'zh' ? 'zh-CN' : 'en'}
          onClick={() => choosePreferences({ language: other })}
        >
          {other === 'zh' ? '简体中文' : 'English'}
        </button>
      </div>
    </main>
  );
}
