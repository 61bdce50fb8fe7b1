/** Minutes and seconds, as a stopwatch shows them. */
export function stopwatch(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = String(whole % 60).padStart(2, "0");
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, "0")}:${rest}`;
}

export type ProgressLine = { readonly seconds: number; readonly word: string; readonly step: string; readonly text: string };

/** One line about one step: when, what happened, to which step, and the rest. */
export const progressLine = ({ seconds, word, step, text }: ProgressLine): string =>
  `${stopwatch(seconds).padStart(6)}  ${word.padEnd(7)} ${step.padEnd(18)}  ${text}`.trimEnd();
