// A bench prints its own table; only failures are added.
import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";

export default class QuietReporter implements Reporter {
  onStdOut(chunk: string | Buffer): void {
    process.stdout.write(chunk);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    for (const error of result.errors) process.stderr.write(`${test.title}: ${error.message ?? ""}\n`);
  }

  printsToStdio(): boolean {
    return true;
  }
}
