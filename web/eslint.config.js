import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'

/** Audiences; a workspace never imports another one. */
const workspaces = ['account', 'admin', 'console', 'everyone', 'field', 'portal']

const noFetch = [
  { name: 'fetch', message: 'Components and composables talk to the server through src/api only.' },
  { name: 'EventSource', message: 'Use src/api/events.ts.' },
  { name: 'XMLHttpRequest', message: 'Use src/api.' },
]

const wholeElementPlus = {
  name: 'element-plus/dist/index.css',
  message: 'Styles of Element Plus are taken component by component.',
}

export default tseslint.config(
  { ignores: ['dist/**', 'test-results/**', 'node_modules/**', 'src/components.d.ts', 'src/api/schema.d.ts'] },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    files: ['src/**/*.{ts,vue}'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'no-restricted-globals': ['error', ...noFetch],
      'no-restricted-imports': ['error', { paths: [wholeElementPlus] }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-macros-order': 'error',
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/no-v-html': 'error',
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['error', { html: { void: 'always' } }],
      'vue/require-default-prop': 'off',
    },
  },
  // The only place that may speak HTTP.
  { files: ['src/api/**/*.ts'], rules: { 'no-restricted-globals': 'off' } },
  // Direction: workspaces → layout, shared, session → api, i18n. Nothing below reaches up.
  {
    files: ['src/{api,i18n,shared,session,styles}/**/*.{ts,vue}'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [wholeElementPlus], patterns: [{ group: ['@/workspaces/*', '@/layout/*'], message: 'Lower layers do not know pages.' }] },
      ],
    },
  },
  ...workspaces.map((own) => ({
    files: [`src/workspaces/${own}/**/*.{ts,vue}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [wholeElementPlus],
          patterns: workspaces
            .filter((other) => other !== own)
            .map((other) => ({ group: [`@/workspaces/${other}/*`, `**/${other}/*`], message: 'Workspaces do not import one another; share through src/shared.' })),
        },
      ],
    },
  })),
)
