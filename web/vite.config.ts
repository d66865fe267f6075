import { fileURLToPath, URL } from 'node:url'

import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver, VantResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'

import { fieldChunks } from './build/fieldChunks.ts'
import { icons } from './build/icons.ts'

const server = process.env.JIANYUE_URL ?? 'http://127.0.0.1:8080'

const field = fieldChunks()
const alias = { '@': fileURLToPath(new URL('./src', import.meta.url)) }

export default defineConfig({
  plugins: [
    vue(),
    // Only Element Plus (desk) and Vant (phone) are resolved by name; our own components are imported where they are used.
    components({
      dirs: [],
      dts: 'src/components.d.ts',
      resolvers: [ElementPlusResolver({ importStyle: 'css', directives: false }), VantResolver()],
    }),
    icons(),
    field.plugin,
    // The service worker of the phone. It stands at the root, next to the page it keeps, and is registered for /field only.
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/shared/offline',
      filename: 'sw.ts',
      injectRegister: false,
      includeManifestIcons: false,
      scope: '/field',
      manifest: {
        name: '践约 现场',
        short_name: '践约现场',
        description: '现场工程师的工单、到场、服务单和签字，没有网络也能用。',
        lang: 'zh-CN',
        id: '/field',
        start_url: '/field',
        scope: '/field',
        display: 'standalone',
        background_color: '#f4f5f7',
        theme_color: '#1f5fbf',
        icons: [
          { src: '/icons/field-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icons/field-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icons/field-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          { src: '/favicon.svg', sizes: 'any', type: 'image/svg+xml' },
        ],
      },
      injectManifest: {
        globPatterns: ['index.html', 'favicon.svg', 'assets/*.{js,css,svg,woff2}'],
        maximumFileSizeToCacheInBytes: 8_000_000,
        manifestTransforms: [(entries) => ({ manifest: entries.filter((entry) => field.needs(entry.url)) })],
      },
    }),
  ],
  resolve: { alias },
  server: { port: 5173, proxy: { '/api': { target: server, changeOrigin: false } } },
  preview: { port: 4173, proxy: { '/api': { target: server, changeOrigin: false } } },
  build: { outDir: 'dist', target: 'es2022', reportCompressedSize: true },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/i18n/learn.setup.ts'],
    server: { deps: { inline: ['element-plus'] } },
  },
})
