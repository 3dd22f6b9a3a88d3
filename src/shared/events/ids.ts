import { z } from 'zod';

/** Ids and positions are branded where they enter, so that no two kinds can be mixed up. */
export const runIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/)
  .brand<'RunId'>();
/** `Name#incarnation`: a seat's live incarnation in a run. */
export const agentIdSchema = z
  .string()
  .regex(/^[^#\n]{1,40}#[1-9][0-9]*$/)
  .brand<'AgentId'>();
/** The turns of a run are counted from 1 in the order in which they were first started; a retry keeps its number. */
export const turnIdSchema = z.int().min(1).brand<'TurnId'>();
/** `m7`: what turn 7 said; `a1`: what the arbiter said first. */
export const messageIdSchema = z
  .string()
  .regex(/^[ma][1-9][0-9]*$/)
  .brand<'MessageId'>();
/** `v1`: the first vote of a run. */
export const voteIdSchema = z
  .string()
  .regex(/^v[1-9][0-9]*$/)
  .brand<'VoteId'>();
/** A model as a scenario names it: a catalogue id, the name of a file among the weights, or a path that the user gave. */
export const modelRefSchema = z.string().min(1).max(1000).brand<'ModelRef'>();
/** Position in a run's log, gapless from 1; 0 is before the first event. */
export const seqSchema = z.int().min(0).brand<'Seq'>();
/** Integer microseconds since the run began: for display and lane geometry, never for order. */
export const microsSchema = z.int().min(0).brand<'Micros'>();

export type RunId = z.infer<typeof runIdSchema>;
export type AgentId = z.infer<typeof agentIdSchema>;
export type TurnId = z.infer<typeof turnIdSchema>;
export type MessageId = z.infer<typeof messageIdSchema>;
export type VoteId = z.infer<typeof voteIdSchema>;
export type ModelRef = z.infer<typeof modelRefSchema>;
export type Seq = z.infer<typeof seqSchema>;
export type Micros = z.infer<typeof microsSchema>;

export const runId = (text: string): RunId => runIdSchema.parse(text);
export const agentId = (name: string, incarnation: number): AgentId => agentIdSchema.parse(`${name}#${incarnation}`);
export const turnId = (count: number): TurnId => turnIdSchema.parse(count);
export const messageOfTurn = (turn: TurnId): MessageId => messageIdSchema.parse(`m${turn}`);
export const messageOfArbiter = (count: number): MessageId => messageIdSchema.parse(`a${count}`);
export const voteId = (count: number): VoteId => voteIdSchema.parse(`v${count}`);
export const modelRef = (text: string): ModelRef => modelRefSchema.parse(text);
export const seq = (position: number): Seq => seqSchema.parse(position);
export const micros = (count: number): Micros => microsSchema.parse(Math.max(0, Math.round(count)));

/** The seat's name in an agent id. */
export const nameOf = (agent: AgentId): string => agent.slice(0, agent.lastIndexOf('#'));
