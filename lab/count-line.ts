/** The last line of a suite of checks or scenarios, which whoever runs several suites adds up: nothing else stands in it. */
export const countLine = (passed: number, failed: number): string => `${passed} passed, ${failed} failed`;
