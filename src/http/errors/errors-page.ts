import { errorCodes } from '../../model/error-codes.ts';
import type { Language } from '../../model/message.ts';
import { placeOfError } from '../api/problem.ts';
import { escapeHtml } from './escape-html.ts';

const texts = {
  en: { title: 'Errors of Larkstream', other: '中文', cure: 'What to do' },
  zh: { title: 'Larkstream 的错误', other: 'English', cure: '怎么办' },
} as const;

const style = `
:root { color-scheme: light dark; --text: #1f2329; --quiet: #646a73; --ground: #f5f6f7; --paper: #fff; --accent: #245bdb; }
@media (prefers-color-scheme: dark) {
  :root { --text: #eceef1; --quiet: #9aa1ab; --ground: #141517; --paper: #1c1e21; --accent: #82a7ff; }
}
body {
  margin: 0; padding: 6vh 16px; background: var(--ground); color: var(--text);
  font: 16px / 1.5 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
}
main { max-width: 30rem; margin: 0 auto; padding: 28px; background: var(--paper); border-radius: 8px; }
header { display: flex; justify-content: space-between; color: var(--quiet); }
h1 { margin: 8px 0 16px; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 24px 0 4px; font-size: 1rem; overflow-wrap: anywhere; }
a { color: var(--accent); }
`;

/** Every code with its cause and its cure, each at a place of its own, which the `docs` of a problem leads to. */
export function renderErrors(language: Language): string {
  const { title, other, cure } = texts[language];
  const entries = Object.entries(errorCodes).map(
    ([code, about]) => `<h2 id="${placeOfError(code)}"><code>${code}</code></h2>
<p>${escapeHtml(about.cause[language])}</p>
<p>${cure}: ${escapeHtml(about.cure[language])}</p>`,
  );
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
<header><span>Larkstream</span><a href="?lang=${language === 'en' ? 'zh' : 'en'}">${other}</a></header>
<h1>${title}</h1>
${entries.join('\n')}
</main>
</body>
</html>
`;
}
