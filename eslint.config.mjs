// @ts-check
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Folders from the top of the import order to its bottom; each may import from those after it. */
const ORDER = ['cli', 'live', 'steps', 'reports', 'subjects', 'model'];

/**
 * Imports go one way: a folder must not import from those above it.
 * @param {string} folder
 */
function above(folder) {
  return ORDER.slice(0, ORDER.indexOf(folder)).map((name) => ({
    group: [`../${name}/**`, `../../${name}/**`, `../../../${name}/**`],
    message: `${folder}/ must not import from ${name}/: imports go one way, ${ORDER.join(' -> ')}.`,
  }));
}

/**
 * @param {string} folder
 * @returns {import('eslint').Linter.Config}
 */
function oneWay(folder) {
  return {
    files: [`${folder}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns: above(folder) }] },
  };
}

export default defineConfig(
  {
    ignores: [
      'node_modules/',
      'dist/',
      'coverage/',
      'reports/out/',
      'reports/**/*-types.ts',
      'subjects/*-types.ts',
      'live/*-types.ts',
      'model/*/types.ts',
      'site/node_modules/',
      'site/.data/',
      'site/dist/',
      'site/pages/',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Cucumber's messages are data; its classes and enums are there for other languages' sake.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // The style wants a non-null assertion, which is forbidden.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // A handler that returns what another returns nothing of reads well on one line.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
    },
  },
  ...ORDER.slice(1).map(oneWay),
  {
    // The models run anywhere, also in a browser: nothing of Node, nothing from outside.
    files: ['model/**/*.ts'],
    ignores: ['**/*.test.ts', '**/arbitraries.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            ...above('model'),
            { regex: '^node:', message: 'A model must run in a browser: no Node modules.' },
            { regex: '^[^.]', message: 'A model uses nothing from outside model/.' },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.test.ts'],
    rules: {
      // node:test keeps its own promises.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'describe', 'it', 'suite'] },
          ],
        },
      ],
    },
  },
  {
    // What needs the packages of the site, which are not installed here: `npm run site:test` checks its types.
    files: ['site/.vitepress/**/*.{ts,mts}', 'site/test/*.ts'],
    extends: [tseslint.configs.strict, tseslint.configs.stylistic, tseslint.configs.disableTypeChecked],
    // VitePress asks for them.
    rules: { 'no-restricted-exports': 'off' },
  },
);
