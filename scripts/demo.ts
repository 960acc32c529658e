import { buildConsole } from './build-console.ts';

// `npm run demo`: the demo of the service shows its console, which a checkout has not built yet.
if (process.argv.includes('--service')) await buildConsole();
process.argv.splice(2, 0, 'demo');
await import('../src/main.ts');
