// @ts-check
/** @type {Partial<import('@cucumber/cucumber/api').IConfiguration>} */
const common = { requireModule: [require.resolve('./bin/sources.js')], strict: true, publish: false };

module.exports = {
  /** The machines: `npx cucumber-js`. */
  default: {
    ...common,
    require: ['steps/world.ts', 'steps/load.ts'],
    paths: ['features/*/*.feature'],
    tags: 'not @suite',
  },
  /** The suite tested with itself: `npx cucumber-js -p suite`. */
  suite: { ...common, require: ['features/suite/steps/*.ts'], paths: ['features/suite/*.feature'] },
};
