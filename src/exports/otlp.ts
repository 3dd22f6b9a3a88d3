import { millisOfIso } from '#shared/base/iso-time.ts';
import { jsonLine } from '#shared/base/json-line.ts';
import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import { nameOf, type AgentId, type Seq, type TurnId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { wordsIn, type EventLog, type Words } from './event-log.ts';
import { attributesOf, hexOf, nanosOf, type Attribute, type KeyValue } from './otlp-values.ts';
import { chatContent, type ReadText } from './otlp-content.ts';
import { Sources } from './otlp-sources.ts';

/** `content`: what was said and what stood in prompts goes along. */
export type OtlpOptions = { readonly content?: 'keep' | 'leave-out' };

/** The one place that says which conventions are meant. They are unstable: a new version is a change of this file alone. */
export const CONVENTIONS = 'https://opentelemetry.io/schemas/1.41.0';

/** Spans in one line, and links of one span (the default limit of the OpenTelemetry SDKs). */
const SPANS_A_LINE = 64;
const MOST_LINKS = 128;

/**
 * A run as OpenTelemetry traces for any OTLP reader, JSON Lines of TracesData: one trace, the run as `invoke_workflow`, under it each agent
 * as `invoke_agent`, under that its turns as `chat`, each linked to the turns whose messages it had in front. Same events, same bytes: ids
 * are drawn from the run's own.
 */
export function* exportOtlp(log: EventLog, options: OtlpOptions = {}): Generator<string> {
  const mapper = new Mapper(log, options);
  let spans: Span[] = [];
  for (const span of mapper.spans(log)) {
    spans.push(span);
    if (spans.length < SPANS_A_LINE) continue;
    yield jsonLine(mapper.document(spans));
    spans = [];
  }
  if (spans.length > 0) yield jsonLine(mapper.document(spans));
}

type Link = { readonly traceId: string; readonly spanId: string };
type Span = Link & {
  readonly parentSpanId?: string;
  readonly name: string;
  /** INTERNAL, also of `chat`: the model is in this process. */
  readonly kind: 1;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly KeyValue[];
  readonly links?: readonly Link[];
  readonly droppedLinksCount?: number;
  readonly status: { readonly code: 0 | 1 | 2; readonly message?: string };
};
type Joined = { readonly at: number; readonly data: EventOf<'v1.agent.joined'>['data'] };
type Body = { readonly from: number; readonly to: number; readonly attributes: Readonly<Record<string, Attribute>> };

class Mapper {
  readonly #content: boolean;
  readonly #open = new Map<TurnId, EventOf<'v1.turn.started'>>();
  readonly #agents = new Map<AgentId, Joined>();
  readonly #words: (source: Seq) => Words;
  readonly #sources = new Sources();
  #run = '';
  #startedAt = '';
  #app = '';
  #setup: RunSetup | undefined;
  #last = 0;
  #end: EventOf<'v1.run.ended'>['data'] | undefined;

  constructor(log: EventLog, { content }: OtlpOptions) {
    this.#content = content === 'keep';
    this.#words = wordsIn(log);
  }

  document(spans: readonly Span[]): object {
    const resource = attributesOf({
      'service.name': 'parley',
      'service.version': this.#app,
      'parley.run.time_recorded': millisOfIso(this.#startedAt) !== undefined,
    });
    const scope = { name: 'parley.run', version: this.#app };
    return {
      resourceSpans: [
        {
          resource: { attributes: resource },
          scopeSpans: [{ scope, spans, schemaUrl: CONVENTIONS }],
          schemaUrl: CONVENTIONS,
        },
      ],
    };
  }

  /** A turn when it is over, agents when they leave, the run last. */
  *spans(events: Iterable<AnyEvent>): Generator<Span> {
    for (const event of events) {
      this.#last = Math.max(this.#last, event.at);
      yield* this.#after(event);
    }
    for (const open of this.#open.values()) yield this.#chat(open, { at: this.#last, failure: 'interrupted' });
    for (const agent of this.#agents.keys()) yield* this.#left(agent, this.#last);
    if (this.#setup !== undefined) yield this.#workflow(this.#setup);
  }

  *#after(event: AnyEvent): Generator<Span> {
    switch (event.type) {
      case 'v1.run.created':
        this.#run = event.data.run;
        this.#startedAt = event.data.imported?.missing.includes('times') === true ? '' : event.data.startedAt;
        this.#app = event.data.app;
        this.#setup = event.data.setup;
        break;
      case 'v1.agent.joined':
        this.#agents.set(event.data.agent, { at: event.at, data: event.data });
        break;
      case 'v1.agent.left':
        yield* this.#left(event.data.agent, event.at);
        break;
      case 'v1.turn.started':
        this.#open.set(event.data.turn, event);
        break;
      case 'v1.turn.ended':
      case 'v1.turn.abandoned': {
        const started = this.#open.get(event.data.turn);
        this.#open.delete(event.data.turn);
        if (started === undefined) break;
        yield event.type === 'v1.turn.ended'
          ? this.#chat(started, { at: event.at, ended: event })
          : this.#chat(started, { at: event.at, failure: event.data.failure.kind });
        break;
      }
      case 'v1.message.sent':
      case 'v1.message.held':
        this.#sources.written(event, this.#attempts);
        break;
      case 'v1.message.edited':
        this.#sources.edited(event);
        break;
      case 'v1.run.ended':
        this.#end = event.data;
        break;
      default:
    }
  }

  /** Read at the moment when they are told: nothing that was said is kept. */
  readonly #text = (source: Seq): ReadText | undefined => {
    const first = this.#sources.firstOf(source);
    if (first === undefined) return undefined;
    const { from } = this.#words(first);
    const name = from === undefined || from === 'arbiter' ? (from ?? '') : nameOf(from);
    const { gist, body } = this.#words(source);
    return { name, gist, body };
  };

  #chat(started: EventOf<'v1.turn.started'>, over: Over): Span {
    const { turn, attempt, agent, model, sampler, seed, lineage } = started.data;
    const ended = over.ended?.data;
    const prompt = [...lineage, ...(ended?.decision.lineage ?? []), ...(ended?.speech?.lineage ?? [])];
    const finish = ended === undefined ? undefined : finishOf(ended);
    const linked = over.ended === undefined ? [] : this.#linksOf(prompt.flatMap(({ source }) => source ?? []));
    const content =
      this.#content && ended !== undefined
        ? chatContent(prompt, this.#text, { text: ended.text, finish: finish ?? 'stop' })
        : {};
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'parley',
      'gen_ai.conversation.id': this.#run,
      'gen_ai.agent.id': agent,
      'gen_ai.agent.name': nameOf(agent),
      'gen_ai.request.model': model,
      'gen_ai.request.temperature': sampler.temperature,
      'gen_ai.request.top_p': sampler.topP,
      'gen_ai.request.top_k': sampler.topK,
      'gen_ai.request.seed': { int: ended?.speech?.seed ?? seed },
      ...(this.#setup === undefined ? {} : { 'gen_ai.request.max_tokens': { int: this.#setup.answer.maxTokens } }),
      ...(ended === undefined ? {} : usageOf(ended, finish)),
      ...content,
      'error.type': over.failure,
      'parley.turn': { int: turn },
      'parley.attempt': { int: attempt },
      'parley.round': { int: started.data.round },
    };
    const span = this.#span(this.#told(turn, attempt), `chat ${model}`, {
      from: started.at,
      to: over.at,
      attributes,
    });
    return {
      ...span,
      parentSpanId: this.#agentSpan(agent),
      ...(linked.length === 0 ? {} : { links: linked.slice(-MOST_LINKS) }),
      ...(linked.length > MOST_LINKS ? { droppedLinksCount: linked.length - MOST_LINKS } : {}),
      status: over.failure === undefined ? { code: 1 } : { code: 2, message: over.failure },
    };
  }

  #linksOf(sources: readonly Seq[]): readonly Link[] {
    const spans = new Set<string>();
    for (const source of sources) {
      const wrote = this.#sources.turnOf(source);
      if (wrote !== undefined) spans.add(this.#turnSpan(wrote.turn, wrote.attempt));
    }
    return [...spans].map((spanId) => ({ traceId: this.#traceId(), spanId }));
  }

  *#left(agent: AgentId, to: number): Generator<Span> {
    const joined = this.#agents.get(agent);
    this.#agents.delete(agent);
    if (joined === undefined) return;
    const attributes = {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.provider.name': 'parley',
      'gen_ai.conversation.id': this.#run,
      'gen_ai.agent.id': agent,
      'gen_ai.agent.name': joined.data.name,
      'gen_ai.request.model': joined.data.model,
      ...(this.#content ? { 'gen_ai.agent.description': this.#setup?.seats[joined.data.seat]?.role } : {}),
    };
    const span = this.#span(this.#agentSpan(agent), `invoke_agent ${joined.data.name}`, {
      from: joined.at,
      to,
      attributes,
    });
    yield { ...span, parentSpanId: this.#rootSpan() };
  }

  #workflow(setup: RunSetup): Span {
    const attributes = {
      'gen_ai.operation.name': 'invoke_workflow',
      'gen_ai.provider.name': 'parley',
      'gen_ai.workflow.name': setup.title,
      'gen_ai.conversation.id': this.#run,
      'parley.mode': setup.mode,
      'parley.end.reason': this.#end?.reason,
      ...(this.#content ? { 'parley.question': setup.question } : {}),
    };
    const span = this.#span(this.#rootSpan(), `invoke_workflow ${setup.title}`, {
      from: 0,
      to: this.#last,
      attributes,
    });
    const failed = this.#end?.reason === 'failed';
    return failed ? { ...span, status: { code: 2, message: 'failed' } } : span;
  }

  #span(spanId: string, name: string, { from, to, attributes }: Body): Span {
    return {
      traceId: this.#traceId(),
      spanId,
      name: name.toWellFormed(),
      kind: 1,
      startTimeUnixNano: nanosOf(this.#startedAt, from),
      endTimeUnixNano: nanosOf(this.#startedAt, Math.max(from, to)),
      attributes: attributesOf(attributes),
      status: { code: 0 },
    };
  }

  readonly #traceId = (): string => hexOf(`trace ${this.#run} ${this.#startedAt}`, 32);
  readonly #rootSpan = (): string => hexOf(`run ${this.#run}`, 16);
  readonly #agentSpan = (agent: AgentId): string => hexOf(`agent ${this.#run} ${agent}`, 16);

  readonly #turnSpan = (turn: TurnId, attempt: number): string => hexOf(`turn ${this.#run} ${turn} ${attempt}`, 16);

  /** The attempt that was told last wrote the message; kept only where it is not the first. */
  readonly #attempts = new Map<TurnId, number>();
  #told(turn: TurnId, attempt: number): string {
    if (attempt === 1) this.#attempts.delete(turn);
    else this.#attempts.set(turn, attempt);
    return this.#turnSpan(turn, attempt);
  }
}

type Over = { readonly at: number; readonly ended?: EventOf<'v1.turn.ended'>; readonly failure?: string };
type Ended = EventOf<'v1.turn.ended'>['data'];

function usageOf(
  { counts, speech, stages, retries }: Ended,
  finish: string | undefined,
): Readonly<Record<string, Attribute>> {
  return {
    'gen_ai.response.finish_reasons': finish === undefined ? undefined : [finish],
    'gen_ai.response.time_to_first_chunk': speech === undefined ? undefined : speech.firstToken / 1_000_000,
    'gen_ai.usage.input_tokens': { int: counts.evaluated + counts.reused },
    'gen_ai.usage.output_tokens': { int: counts.written },
    'gen_ai.usage.cache_read.input_tokens': { int: counts.reused },
    'parley.retries': { int: retries.length },
    'parley.stage.queued': stages.queued / 1_000_000,
    'parley.stage.prefill': stages.prefill / 1_000_000,
    'parley.stage.decide': stages.decide / 1_000_000,
    'parley.stage.speak': stages.speak / 1_000_000,
  };
}

/** Undefined where nothing was written. */
const finishOf = ({ speech }: Ended): 'stop' | 'length' | undefined =>
  speech === undefined ? undefined : speech.finish === 'length' ? 'length' : 'stop';
