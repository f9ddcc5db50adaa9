import type { TestContext } from 'node:test';

/**
 * In `afterEach`: the name of the test, if it has failed. The types of the oldest Node that the extension runs on
 * don't know yet that a context tells.
 */
export function failedTest(context: unknown): string | undefined {
  const { passed, name } = context as TestContext & { readonly passed: boolean };
  return passed ? undefined : name;
}
