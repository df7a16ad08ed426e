// What a CI service or a terminal says to hcall is a test's own to give; from outside, the same suite would differ by where it runs.
for (const name of ['CI', 'GITHUB_STEP_SUMMARY', 'NO_COLOR']) {
  delete process.env[name];
}

/** @type {import('jest').Config} */
export default {
  roots: ['<rootDir>/harness'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: 'node',
  // Jest leaves one processor free; a machine with two would run one file at a time.
  maxWorkers: '100%',
  // Milliseconds. What hangs is noticed; what is slow, on a machine with much else to do, is not.
  testTimeout: 600_000,
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
};
