// Long work in short slices, so that the page answers meanwhile.
import { useEffect, useState } from "preact/hooks";

/** Milliseconds of a slice; the last piece of work in it may come on top. */
const SLICE = 5;
/** So many pieces of work are remembered: those on the page, and a few that one may come back to. */
const MOST = 6;

/** What some work has given. */
export interface Made<T> {
  /** Null until it is done. */
  value: T | null;
  failed: boolean;
}

interface Job extends Made<unknown> {
  work: Generator<unknown, unknown>;
}

/** By their names, the last one wanted at the end. */
const jobs = new Map<string, Job>();

function jobOf(name: string, work: () => Generator<unknown, unknown>): Job {
  const job = jobs.get(name) ?? { work: work(), value: null, failed: false };
  jobs.delete(name);
  jobs.set(name, job);
  if (jobs.size > MOST) jobs.delete(jobs.keys().next().value!);
  return job;
}

/** Goes on for a slice; says whether that was the end. */
export function goOn(job: Job): boolean {
  const end = performance.now() + SLICE;
  try {
    while (job.value === null && !job.failed && performance.now() < end) {
      const { done, value } = job.work.next();
      if (done) job.value = value;
    }
  } catch (error) {
    job.failed = true;
    console.error(error);
  }
  return job.value !== null || job.failed;
}

/** What the work gives. It goes on while somebody who looks wants it, and is done once. No name, no work. */
export function useMade<T>(name: string | null, work: () => Generator<unknown, T>): Made<T> {
  const [, lookAgain] = useState(0);
  useEffect(() => {
    if (name === null) return;
    const job = jobOf(name, work);
    let timer = setTimeout(function again() {
      if (goOn(job)) lookAgain((n) => n + 1);
      else timer = setTimeout(again);
    });
    return () => clearTimeout(timer);
  }, [name]);
  const job = name === null ? undefined : jobs.get(name);
  return (job as Made<T> | undefined) ?? { value: null, failed: false };
}
