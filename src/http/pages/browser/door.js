// The page of setting up, signing in and claiming. It asks the API and shows what that says; addresses are relative, for proxies with a path.
const { page, unreachable } = document.body.dataset;
const language = document.documentElement.lang;
const part = (id) => document.getElementById(id);
const show = (...ids) => {
  for (const section of document.querySelectorAll('main > section')) section.hidden = !ids.includes(section.id);
};

// What stands behind # is sent to nobody. Whoever signs in elsewhere first finds it here again.
const kept = 'larkstream-claim';
if (page === 'claim' && location.hash !== '') sessionStorage.setItem(kept, location.hash);
const hash = location.hash || (page === 'claim' ? (sessionStorage.getItem(kept) ?? '') : '');
const link = new URLSearchParams(hash.slice(1));
const secret = link.get('token');

async function ask(method, path, body, headers = {}) {
  const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const init = { method, headers: { 'Accept-Language': language, ...type, ...headers } };
  const answer = await fetch(`api/v1${path}`, body === undefined ? init : { ...init, body: JSON.stringify(body) });
  const said = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw said;
  return said;
}

const [stop, gap] = language === 'en' ? ['.', ' '] : ['。', ''];
const sentence = (text) => (/[.。!?！？]$/.test(text) ? text : text + stop);

function tell(problem) {
  const isSaid = typeof problem.detail === 'string';
  const text = isSaid ? [problem.detail, problem.cure].map(sentence).join(gap) : unreachable;
  part('problem').textContent = text;
  part('problem').hidden = false;
}

/** Does the work of a form or button, once at a time, and tells what goes wrong. */
async function attempt(button, work) {
  button.disabled = true;
  part('problem').hidden = true;
  try {
    await work();
  } catch (problem) {
    tell(problem);
  } finally {
    button.disabled = false;
  }
}

function onSubmit(id, work) {
  const form = part(id);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void attempt(form.querySelector('button'), () => work(Object.fromEntries(new FormData(form))));
  });
}

/** An argument of a shell. */
const quoted = (value) => `'${JSON.stringify(value).replaceAll("'", "'\\''")}'`;

function showDone({ name, login, role }) {
  const base = new URL('.', location.href).href;
  const { origin } = location;
  part('who').textContent = `${name} (${role})`;
  const json = `-H 'Content-Type: application/json' -H 'Origin: ${origin}'`;
  part('by-curl').textContent = [
    `curl -c cookies ${json} \\`,
    `  -d ${quoted({ login: login ?? '…', password: '…' })} ${base}api/v1/sign-in`,
    `curl -b cookies ${json} -H "Idempotency-Key: $(date +%s)" \\`,
    `  -d ${quoted({ name: 'curl', role })} ${base}api/v1/me/tokens`,
  ].join('\n');
  part('make-token').onclick = ({ currentTarget }) =>
    attempt(currentTarget, async () => {
      const now = new Date().toISOString();
      const key = { 'Idempotency-Key': `page-${now}` };
      const { token } = await ask('POST', '/me/tokens', { name: `page ${now.slice(0, 16)}`, role }, key);
      part('token').textContent = `curl -H 'Authorization: Bearer ${token}' ${base}api/v1/me`;
      part('token-made').hidden = false;
    });
  part('sign-out').onclick = ({ currentTarget }) =>
    attempt(currentTarget, async () => {
      await ask('POST', '/sign-out');
      location.assign(`login?lang=${language.slice(0, 2)}`);
    });
  show('done');
}

/** Whoever is signed in; undefined when nobody is. */
async function me() {
  try {
    return (await ask('GET', '/me')).account;
  } catch (problem) {
    if (problem.code === 'api.sign.in.needed') return undefined;
    throw problem;
  }
}

async function showSignIn() {
  show('sign-in');
  const { items } = await ask('GET', '/sign-in/providers');
  const ways = items.map(({ id, name }) => {
    const way = document.createElement('a');
    way.className = 'way';
    way.textContent = part('others').dataset.by.replace('{name}', () => name);
    way.href = `sign-in/by/${encodeURIComponent(id)}?returnTo=${encodeURIComponent(`/${page}`)}`;
    return way;
  });
  part('others').replaceChildren(...ways);
}

async function begin() {
  if (page === 'setup') {
    if (secret === null) return show('incomplete');
    // The link of an account that is there names its login; only the password is asked for.
    const login = link.get('login');
    part('new-account').hidden = login !== null;
    for (const input of part('new-account').querySelectorAll('input')) input.disabled = login !== null;
    part('known-login').textContent = login ?? '';
    return show('setup');
  }
  if (page === 'claim' && secret === null) return show('incomplete');
  const account = await me();
  if (account === undefined) return await showSignIn();
  return page === 'claim' ? show('claim') : showDone(account);
}

onSubmit('setup-form', async (fields) => {
  const account = await ask('POST', '/setup', { secret, ...fields });
  history.replaceState(null, '', location.pathname + location.search);
  showDone(account);
});
onSubmit('sign-in-form', async (fields) => {
  await ask('POST', '/sign-in', fields);
  part('sign-in-form').reset();
  await begin();
});
onSubmit('claim-form', async ({ name }) => {
  const path = `/installations/${encodeURIComponent(link.get('installation') ?? '')}/claim`;
  const { pipelineId } = await ask('POST', path, { secret, ...(name === '' ? {} : { name }) });
  sessionStorage.removeItem(kept);
  history.replaceState(null, '', location.pathname + location.search);
  part('pipeline').textContent = pipelineId;
  show('claimed');
});
part('other-language').addEventListener('click', ({ currentTarget }) => {
  currentTarget.hash = hash;
});
// Another link may be pasted over this one.
addEventListener('hashchange', () => location.hash !== '' && location.reload());
begin().catch(tell);
