import { minPasswordLength } from '../../control/accounts/passwords.ts';
import type { Language, Message } from '../../model/message.ts';
import { escapeHtml } from './escape-html.ts';
import { type PageTexts, pageTexts } from './page-texts.ts';

/** The pages that there are until a console is. */
export type PageName = 'setup' | 'login' | 'claim';

interface Shown {
  readonly page: PageName;
  readonly language: Language;
  /** Why a sign-in elsewhere did not succeed. */
  readonly problem: Message | undefined;
}

/** A page without data: its script asks the API. It works under the policy for content, so script and style are files. */
export function renderPage({ page, language, problem }: Shown): string {
  const texts = pageTexts[language];
  const other = language === 'en' ? 'zh' : 'en';
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${texts.titles[page]}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="pages/door.css">
<script type="module" src="pages/door.js"></script>
</head>
<body data-page="${page}" data-unreachable="${texts.unreachable}">
<main>
<header><span>Larkstream</span><a id="other-language" href="?lang=${other}">${texts.otherLanguage}</a></header>
<h1>${texts.titles[page]}</h1>
<noscript><p role="alert">${texts.needsScript}</p></noscript>
<p id="problem" role="alert"${problem === undefined ? ' hidden' : ''}>${escapeHtml(problem?.[language] ?? '')}</p>
${forms(texts)}
${outcomes(texts)}
</main>
</body>
</html>
`;
}

/** Without a script they would post, so that no password ever stands in an address. */
function forms(texts: PageTexts): string {
  const { name, login, loginHint, password, passwordHint, makeAccount, signIn, signInBy } = texts;
  return `<section id="setup" hidden>
<form id="setup-form" method="post">
<p id="known-login"></p>
<div id="new-account">
<label>${name}<input name="name" required maxlength="100" autocomplete="name"></label>
<label>${login}<input name="login" required maxlength="100" autocomplete="username"><small>${loginHint}</small></label>
</div>
<label>${password}<input name="password" type="password" required minlength="${minPasswordLength}" maxlength="200" autocomplete="new-password"><small>${passwordHint(minPasswordLength)}</small></label>
<button type="submit">${makeAccount}</button>
</form>
</section>
<section id="sign-in" hidden>
<form id="sign-in-form" method="post">
<label>${login}<input name="login" required maxlength="100" autocomplete="username"></label>
<label>${password}<input name="password" type="password" required maxlength="200" autocomplete="current-password"></label>
<button type="submit">${signIn}</button>
</form>
<div id="others" data-by="${signInBy}"></div>
</section>
<section id="claim" hidden>
<p>${texts.claimHint}</p>
<form id="claim-form" method="post">
<label>${texts.draftName}<input name="name" maxlength="100"><small>${texts.draftHint}</small></label>
<button type="submit">${texts.claim}</button>
</form>
</section>`;
}

function outcomes(texts: PageTexts): string {
  return `<section id="incomplete" hidden><p>${texts.incomplete}</p></section>
<section id="claimed" hidden><p>${texts.claimed} <code id="pipeline"></code></p><p>${texts.claimedNext}</p></section>
<section id="done" hidden>
<p>${texts.signedInAs} <strong id="who"></strong></p>
<h2>${texts.next}</h2>
<p><a href="api/openapi.json">${texts.api}</a></p>
<button type="button" id="make-token">${texts.makeToken}</button>
<div id="token-made" hidden><p>${texts.tokenOnce}</p><pre id="token"></pre></div>
<h2>${texts.byCurl}</h2>
<pre id="by-curl"></pre>
<button type="button" id="sign-out">${texts.signOut}</button>
</section>`;
}
