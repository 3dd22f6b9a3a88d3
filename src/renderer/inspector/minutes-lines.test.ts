import { expect, test } from 'vitest';
import { seq } from '#shared/events/ids.ts';
import { minutesOf } from '#shared/projections/minutes.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { endLine, minutesSections, type MinutesLine } from './minutes-lines.ts';
import { minutesSteps, newReading } from './minutes-reading.ts';
import { indexOf, recording, recordings } from './testing/logs.ts';

const linesOf = (name: string): readonly MinutesLine[] =>
  minutesSections(minutesOf(recording(name))).flatMap(({ lines }) => lines);

test.each(recordings())('%s: every line that quotes somebody leads to an event of the log', (name) => {
  const log = indexOf(recording(name));
  const lines = linesOf(name);
  expect(lines.length).toBeGreaterThan(3);
  for (const { link, quote, by } of lines) {
    if (link !== undefined) expect(log.at(link.seq)).toBeDefined();
    if (quote !== undefined || by !== undefined) expect(link).toBeDefined();
  }
});

test('a vote is told with its tally, its ballots, and the decision that it made or did not make', () => {
  const minutes = minutesOf(recording('users-endpoint-vote.jsonl'));
  const votes = minutesSections(minutes).find(({ title }) => title === 'Votes')?.lines ?? [];
  expect(votes[0]?.words).toMatch(/^Vote v1, called by the scenario: /u);
  expect(votes.filter(({ words }) => words.startsWith('votes for '))).toHaveLength(3);
});

test('the end says why, and a run that goes on says that it has none', () => {
  const events = recording('users-endpoint.jsonl');
  expect(endLine(minutesOf(events)).words).toMatch(/^Ended \(budget\) after 9 turns in /u);
  expect(endLine(minutesOf(events.slice(0, 20))).words).toMatch(/^No end yet: these minutes stand at event 20, /u);
});

test('retractions name what they reached, in both grades', () => {
  const sections = minutesSections(minutesOf(longRun(3000, { seed: 5 })));
  const retracted = sections.find(({ title }) => title === 'Retracted')?.lines ?? [];
  expect(retracted.filter(({ words }) => words === 'takes it back').length).toBeGreaterThan(0);
  expect(retracted.some(({ words, depth }) => depth === 1 && words.startsWith('Perhaps tainted'))).toBe(true);
  expect(retracted.some(({ depth }) => depth === 2)).toBe(true);
});

test('minutes that are read in steps are those of the whole, forward and back', () => {
  const events = longRun(1200, { seats: 4 });
  const reading = newReading();
  for (const head of [1200, 400, 401, 1200]) {
    const steps = minutesSteps(reading, events, seq(head));
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    expect(step.value).toEqual(minutesOf(events.slice(0, head)));
  }
});

test('minutes that were read do not change when the reading goes on', () => {
  const events = longRun(1200, { seats: 4 });
  const reading = newReading();
  const read = (head: number) => {
    const steps = minutesSteps(reading, events, seq(head));
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    return step.value;
  };
  const first = read(600);
  read(1200);
  expect(first).toEqual(minutesOf(events.slice(0, 600)));
});
