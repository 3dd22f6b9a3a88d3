import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Vitest's own default leaves a core idle, which of two is half. */
const maxWorkers = availableParallelism();
/** The real deliberations: a host there takes all cores, and its threads spin where another program holds one of them. */
const ALL_CORES = ['e2e/real-model.integration.test.ts'];
const PATIENT = { testTimeout: 120_000, hookTimeout: 120_000 };

/**
 * unit: pure and fast, also native loads on generated files; integration: the built command line, whole processes, native hosts of one
 * thread; deliberations: the real models on all cores, one file after the other.
 */
export default defineConfig({
  test: {
    maxWorkers,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
          exclude: ['**/*.integration.test.ts'],
          // Far above what any takes: a machine with two busy cores must not turn a test red.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['src/**/*.integration.test.ts', 'e2e/**/*.integration.test.ts'],
          exclude: ALL_CORES,
          ...PATIENT,
        },
      },
      { extends: true, test: { name: 'deliberations', include: ALL_CORES, fileParallelism: false, ...PATIENT } },
    ],
  },
});
