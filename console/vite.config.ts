import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { apiSummariesPlugin } from './api-summaries-plugin.ts';
import { packagesPlugin } from './packages-plugin.ts';

const root = import.meta.dirname;

/** Builds the console into `dist/console`. Addresses are relative, so that a proxy may put a path before them. */
export default defineConfig({
  root,
  base: './',
  plugins: [react(), packagesPlugin(), apiSummariesPlugin()],
  build: {
    outDir: join(root, '..', 'dist', 'console'),
    emptyOutDir: true,
    assetsDir: 'assets',
    target: 'es2024',
    // Files of a policy without `data:` scripts and fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    reportCompressedSize: false,
    manifest: 'manifest.json',
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '^/api/.+': 'http://127.0.0.1:8700', '/sign-in': 'http://127.0.0.1:8700' } },
});
