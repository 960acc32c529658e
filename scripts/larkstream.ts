import { buildConsole } from './build-console.ts';

/** `larkstream` in a checkout, which has no console of the service yet: it is built first where a service is to show it. */
const isService = process.argv[2] === 'serve' || process.argv.includes('--service') || process.argv.includes('--bot');
if (isService && !process.argv.includes('--help')) await buildConsole();
await import('../src/main.ts');
