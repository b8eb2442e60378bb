import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import ts from 'typescript-eslint'

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'test-results/', 'playwright-report/'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    languageOptions: { globals: { ...globals.browser, ...globals.serviceworker } },
    rules: {
      'no-console': 'error',
      'no-undef': 'off',
      'max-lines': ['error', 500],
      eqeqeq: ['error', 'always'],
      'vue/multi-word-component-names': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-v-html': 'error',
    },
  },
  {
    files: ['scripts/**', 'e2e/**', '*.config.*'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
  // The field room must never load what only a desk needs, nor the place's charts.
  {
    files: ['src/field/**', 'src/sync/**', 'src/checklist/**', 'src/db/**', 'src/shell/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: ['element-plus*', 'echarts*', '@/office/*', '@/place/*'] },
      ],
    },
  },
  prettier,
)
