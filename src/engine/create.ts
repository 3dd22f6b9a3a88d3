import type { Draft } from '#shared/events/event.ts';
import { agentId, type RunId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { present } from '#shared/base/assert.ts';
import { MODE_RULES } from './mode/mode-rules.ts';
import { ASSEMBLY } from './instructions.ts';

export type Creation = {
  readonly run: RunId;
  readonly setup: RunSetup;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly app: string;
};

/** The first events of a run: what it was made of, and who took part. */
export function creationOf({ run, setup, startedAt, app }: Creation): readonly Draft[] {
  return [
    { type: 'v1.run.created', data: { run, setup, startedAt, assembly: ASSEMBLY, app } },
    ...MODE_RULES[setup.mode].seats(setup).map(({ seat, model }): Draft => {
      const { name } = present(setup.seats[seat], 'a mode seats only who has a seat');
      return { type: 'v1.agent.joined', data: { agent: agentId(name, 1), seat, name, incarnation: 1, model } };
    }),
  ];
}
