/** How the page looks, at any width and in the dark, too. */
export const pageStyle = `
:root { color-scheme: light dark; --paper: #fff; --back: #f2f3f5; --ink: #1f2329; --soft: #5c636e; --line: #dee0e3; --mine: #d7e5ff; --blue: #1456f0;
  --on-blue: #fff; --red: #b42318; --hover: #e8eaed; --code: #f2f3f5; --mark: #fff3d1; }
@media (prefers-color-scheme: dark) { :root { --paper: #1a1d21; --back: #101214; --ink: #ebebeb; --soft: #a9adb3; --line: #3a3f45; --mine: #1d3560; --blue: #7fa8ff;
  --on-blue: #10182b; --red: #ff9b8f; --hover: #2a2e33; --code: #101214; --mark: #4a3d14; } }
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif;
  overflow-wrap: anywhere; }
button, input, textarea, select { font: inherit; color: inherit; }
button { background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px; cursor: pointer; }
button:hover:enabled { background: var(--hover); }
button:disabled { color: var(--soft); cursor: default; }
:focus-visible { outline: 2px solid var(--blue); outline-offset: 1px; }
a { color: var(--blue); }
.app { display: grid; grid-template-columns: 300px 1fr; grid-template-rows: minmax(0, 1fr); height: 100%; }
.app.has-thread { grid-template-columns: 260px 1fr minmax(300px, 36%); }
.side, .chat, .thread { display: flex; flex-direction: column; min-width: 0; min-height: 0; background: var(--paper); }
.side { border-right: 1px solid var(--line); }
.thread { border-left: 1px solid var(--line); }
.bar { display: flex; align-items: center; gap: 8px; padding: 10px 14px; border-bottom: 1px solid var(--line); min-height: 56px; }
.bar h1, .bar h2 { font-size: 16px; margin: 0; flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.who { flex: 1; min-width: 0; display: flex; flex-direction: column; align-items: flex-start; text-align: left; line-height: 1.3; }
.who .name { font-weight: 600; max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.who .soft, .soft { color: var(--soft); font-size: 13px; }
.chats { list-style: none; margin: 0; padding: 6px; overflow-y: auto; flex: 1; }
.chats button { width: 100%; border: 0; text-align: left; display: grid; grid-template-columns: 36px 1fr auto; column-gap: 10px; padding: 8px; align-items: center; }
.chats button[aria-current=true] { background: var(--mine); }
.chats .name { font-weight: 600; } .chats .name, .chats .last { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; }
.chats .last { grid-column: 2 / 4; color: var(--soft); font-size: 13px; min-height: 20px; }
.chats button[aria-current=true] .last, .chats button[aria-current=true] .soft { color: var(--ink); }
.chats .face { grid-row: 1 / 3; }
.chats .new::after { content: ''; display: inline-block; width: 8px; height: 8px; margin-left: 6px; border-radius: 50%; background: var(--red); }
.face { width: 36px; height: 36px; border-radius: 50%; display: grid; place-items: center; background: var(--hover); color: var(--ink); font-size: 15px; flex: none; }
.face.bot { background: var(--blue); color: var(--on-blue); }
.log { flex: 1; overflow-y: auto; padding: 14px; min-height: 0; }
.log ol { list-style: none; margin: 0; padding: 0; }
.empty { color: var(--soft); text-align: center; margin: 40px 20px; }
.message { position: relative; display: grid; grid-template-columns: 36px minmax(0, 1fr); column-gap: 10px; margin-bottom: 14px; }
.message > .face { grid-row: 1 / 9; }
.head { display: flex; gap: 8px; align-items: baseline; flex-wrap: wrap; }
.head .name { font-weight: 600; }
.body { justify-self: start; max-width: min(100%, 720px); min-width: 0; background: var(--back); border-radius: 8px; padding: 8px 12px; }
.message.mine .body { background: var(--mine); }
.message.card .body { width: min(100%, 560px); background: var(--paper); border: 1px solid var(--line); padding: 0; overflow: hidden; }
.card-head { padding: 10px 14px; font-weight: 600; background: var(--hover); }
.card-head.blue, .card-head.wathet, .card-head.indigo { background: #d7e5ff; color: #16305f; } .card-head.green, .card-head.turquoise, .card-head.lime { background: #d5f3dd; color: #10431f; }
.card-head.red, .card-head.carmine { background: #fde2df; color: #6b1710; } .card-head.orange, .card-head.yellow { background: #feead2; color: #5d3600; }
.card-head.purple, .card-head.violet { background: #ece2fe; color: #3c1a80; }
.card-body { padding: 10px 14px; }
.card-body:empty { min-height: 20px; }
.streaming .card-body:empty::after, .streaming .card-body > :last-child::after { content: ''; display: inline-block; width: 8px; height: 15px; background: var(--blue); animation: blink 1s steps(2) infinite; }
@keyframes blink { 50% { opacity: 0; } }
@media (prefers-reduced-motion: reduce) { .streaming .card-body:empty::after, .streaming .card-body > :last-child::after { animation: none; } }
.quoted { border-left: 3px solid var(--line); padding-left: 8px; color: var(--soft); font-size: 13px; max-width: 560px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.body p, .card-body p { margin: 0 0 6px; } .body p:last-child { margin-bottom: 0; }
.small { color: var(--soft); font-size: 13px; }
h3, h4, h5, h6 { margin: 6px 0; font-size: 16px; } h5, h6 { font-size: 15px; }
.body ul, .body ol { margin: 4px 0; padding-left: 22px; list-style: revert; }
blockquote { margin: 6px 0; padding-left: 10px; border-left: 3px solid var(--line); color: var(--soft); }
pre { margin: 6px 0; padding: 8px 10px; background: var(--code); border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; font-size: 13px; overflow-wrap: normal; }
code { background: var(--code); border-radius: 4px; padding: 0 3px; font-size: 13px; } pre code { padding: 0; background: none; }
.table { overflow-x: auto; margin: 6px 0; } table { border-collapse: collapse; font-size: 14px; } th, td { border: 1px solid var(--line); padding: 3px 8px; text-align: left; vertical-align: top; }
hr { border: 0; border-top: 1px solid var(--line); margin: 8px 0; }
img { max-width: 100%; max-height: 320px; border-radius: 6px; min-width: 24px; min-height: 24px; }
.row { display: flex; flex-wrap: wrap; gap: 8px; margin: 6px 0; }
.columns { display: flex; flex-wrap: wrap; gap: 8px; margin: 6px 0; } .columns > div { flex: 0 1 auto; min-width: 0; }
.primary { background: var(--blue); color: var(--on-blue); border-color: var(--blue); } .primary:hover:enabled { background: var(--blue); filter: brightness(1.1); }
.danger { color: var(--red); border-color: var(--red); } .text { border-color: transparent; color: var(--blue); }
a.button { border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px; text-decoration: none; display: inline-block; }
.at { color: var(--blue); } .at.me { background: var(--blue); color: var(--on-blue); border-radius: 4px; padding: 0 3px; }
.tag { background: var(--hover); border-radius: 4px; padding: 0 6px; font-size: 13px; }
.ink-red, .ink-carmine { color: var(--red); } .ink-green, .ink-lime, .ink-turquoise { color: #1d7a3a; } .ink-blue, .ink-wathet, .ink-indigo { color: var(--blue); }
.ink-grey, .ink-neutral { color: var(--soft); } .ink-orange, .ink-yellow { color: #9a5a00; } .ink-purple, .ink-violet { color: #7a35f0; }
@media (prefers-color-scheme: dark) { .ink-green, .ink-lime, .ink-turquoise { color: #7fd99a; } .ink-orange, .ink-yellow { color: #ffc168; } .ink-purple, .ink-violet { color: #bd9bff; } }
.field { display: flex; flex-direction: column; gap: 2px; margin: 6px 0; font-size: 13px; color: var(--soft); } .field input, .field select { color: var(--ink); background: var(--paper);
  border: 1px solid var(--line); border-radius: 6px; padding: 5px 8px; font-size: 15px; }
.forward { border-left: 3px solid var(--line); padding-left: 10px; }
.reactions, .bubbles { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 6px; }
.reactions button, .bubbles button { border-radius: 14px; font-size: 13px; padding: 1px 10px; }
.reactions button[aria-pressed=true] { border-color: var(--blue); background: var(--mine); }
.acts { display: flex; flex-wrap: wrap; gap: 2px; margin-top: 2px; }
@media (hover: hover) { .acts { position: absolute; top: -8px; right: 0; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; opacity: 0; }
  .message:hover .acts, .acts:focus-within { opacity: 1; } }
.acts button, .to-thread { border: 0; background: none; font-size: 13px; color: var(--soft); padding: 2px 6px; } .to-thread { color: var(--blue); justify-self: start; }
.writer { border-top: 1px solid var(--line); padding: 10px 14px; display: flex; flex-direction: column; gap: 8px; position: relative; }
.writer textarea { width: 100%; resize: vertical; min-height: 44px; max-height: 40vh; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 8px 10px; }
.writer .row { margin: 0; align-items: center; } .writer .grow { flex: 1; }
.about { display: flex; gap: 8px; align-items: center; color: var(--soft); font-size: 13px; } .about span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.menu { position: absolute; bottom: 100%; left: 14px; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 4px; max-height: 260px; overflow-y: auto;
  box-shadow: 0 4px 16px #0003; list-style: none; margin: 0 0 4px; min-width: 180px; z-index: 2; }
.menu button { width: 100%; text-align: left; border: 0; }
.toasts { position: fixed; top: 14px; left: 50%; transform: translateX(-50%); display: flex; flex-direction: column; gap: 8px; z-index: 5; width: max-content; max-width: 90vw; }
.toast { background: #24292f; color: #fff; border-radius: 8px; padding: 8px 14px; box-shadow: 0 4px 16px #0005; } .toast.error { background: #8a1c12; } .toast.success { background: #14602f; }
.toast.warning { background: #7a4700; }
dialog { border: 1px solid var(--line); border-radius: 10px; background: var(--paper); color: var(--ink); padding: 16px; width: min(420px, 92vw); }
dialog::backdrop { background: #0007; } dialog h2 { margin: 0 0 10px; font-size: 16px; }
dialog input[type=search] { width: 100%; padding: 6px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--paper); }
dialog ul { list-style: none; padding: 0; margin: 10px 0; max-height: 50vh; overflow-y: auto; } dialog li button { width: 100%; text-align: left; border: 0; }
.emojis { display: grid; grid-template-columns: repeat(auto-fill, minmax(44px, 1fr)); } .emojis li button { text-align: center; font-size: 18px; padding: 4px 0; }
.lost { background: var(--mark); padding: 4px 14px; font-size: 13px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.back { display: none; }
@media (max-width: 760px) {
  .app, .app.has-thread { grid-template-columns: minmax(0, 1fr); }
  .app > * { grid-area: 1 / 1; } .app:not(.has-chat) .chat { display: none; } .app.has-chat .side { display: none; } .app.has-thread .chat { display: none; }
  .back { display: inline-block; }
}
`;
