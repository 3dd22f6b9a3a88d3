import type { TurnId } from '#shared/events/ids.ts';
import type { EventOf } from '#shared/events/event.ts';
import { modelLoaded } from '#shared/projections/moment.ts';
import { BranchButtons } from '../branch/branch-buttons.tsx';
import { laneColour } from '../ui/lane-colour.ts';
import { useRun, useSession } from '../state/window.tsx';
import { NoteSection } from '../notes/note-section.tsx';
import { DecisionBars } from './decision-bars.tsx';
import { Empty, Facts, Jump, Section, useSeat, Who, Words } from './parts.tsx';
import { promptIn } from './prompt-blocks.ts';
import { PromptView } from './prompt-view.tsx';
import { ReachedView, type OnRetract } from './reached-view.tsx';
import { costFacts, sourceFacts, stageShares } from './turn-facts.ts';
import { momentKey, turnMoment, type TurnMoment } from './turn-moment.ts';
import { durationOf, momentOf, personOf } from './words.ts';

type Props = { readonly turn: TurnId; readonly onRetract: OnRetract | undefined };

/** A turn as far as it is known at the playhead. */
export function TurnView({ turn, onRetract }: Props) {
  const { log, store } = useSession();
  // Drawn again only where something happened to this turn, not with every event.
  useRun(({ head }) => momentKey(log, turn, head));
  const { head, now } = store.getState();
  const moment = turnMoment(log, turn, head);
  if (moment === undefined) return <Empty>This run has no turn {turn}.</Empty>;
  if (moment.phase === 'ahead')
    return (
      <Empty>
        Turn {turn} of <Who sender={moment.agent} /> begins only after the playhead.{' '}
        <Jump seq={moment.begins}>Go to event {moment.begins}</Jump>
      </Empty>
    );
  const { started, ended, agent } = moment;
  const loaded = started === undefined ? undefined : modelLoaded(now, started.data.model);
  return (
    <>
      <Head moment={moment} />
      <p className="mb-4 flex flex-wrap gap-3">
        <BranchButtons turn={turn} at={moment.phase === 'open' ? 'playhead' : undefined} />
      </p>
      {started !== undefined && <NoteSection seq={started.seq} />}
      {ended !== undefined && <DecisionBars decision={ended.data.decision} agent={agent} />}
      {started !== undefined && (
        <PromptView
          prompt={promptIn(moment, { log, lineage: now.lineage })}
          name={personOf(agent)}
          assembly={started.data.assembly}
        />
      )}
      {ended !== undefined && <Retries retries={ended.data.retries} />}
      <Lost lost={moment.lost} />
      <ReachedView turn={turn} onRetract={onRetract} />
      {ended !== undefined && <Took ended={ended} />}
      <Section title="Made with">
        <Facts rows={sourceFacts(moment, loaded)} />
      </Section>
    </>
  );
}

const PHASES = { open: 'under way', ended: '', lost: 'lost; it may be tried again', ahead: '' } as const;

function Head({ moment: { agent, started, phase, begins } }: { readonly moment: TurnMoment }) {
  const at = started?.at;
  const purpose = started?.data.purpose;
  return (
    <p className="mb-3 flex flex-wrap items-baseline gap-x-2 text-[12px] text-dim">
      <Who sender={agent} className="text-[13px] font-semibold" />
      {at !== undefined && <span className="tabular">{momentOf(at)}</span>}
      <Jump seq={begins} className="tabular rounded-sm text-accent hover:underline">
        event {begins}
      </Jump>
      {purpose !== undefined && <span>{purpose === 'closing' ? 'last word' : 'summary'}</span>}
      {PHASES[phase] !== '' && <span className="text-warn">{PHASES[phase]}</span>}
    </p>
  );
}

function Took({ ended }: { readonly ended: EventOf<'v1.turn.ended'> }) {
  const shares = stageShares(ended.data.stages);
  const colour = laneColour(useSeat(ended.data.agent));
  const strength = { queued: 0.08, prefill: 0.25, decide: 0.5, speak: 0.9, gist: 0.35 };
  return (
    <Section title="Took" aside={durationOf(shares.reduce((total, { took }) => total + took, 0))}>
      <div aria-hidden className="mb-1.5 flex h-2 gap-px overflow-hidden rounded-full bg-line">
        {shares.map(({ stage, share }) => (
          <span
            key={stage}
            style={{ width: `${share * 100}%`, background: colour, opacity: strength[stage] }}
            className="block h-full"
          />
        ))}
      </div>
      <Facts
        rows={[
          ...shares.map(({ stage, took }) => ({ name: NAMES[stage], value: durationOf(took) })),
          ...costFacts(ended.data),
        ]}
      />
    </Section>
  );
}

const NAMES = { queued: 'Queued', prefill: 'Prefill', decide: 'Decide', speak: 'Speak', gist: 'Gist' } as const;

function Retries({ retries }: { readonly retries: EventOf<'v1.turn.ended'>['data']['retries'] }) {
  if (retries.length === 0) return undefined;
  return (
    <Section title="Refused by a brake first" aside={retries.length}>
      <ul className="space-y-1.5">
        {retries.map(({ brake, evidence, text, seed }) => (
          <li key={seed} className="border-l-2 border-warn bg-bg px-2 py-1 text-[12px]">
            <span className="text-warn">▲ {brake}</span>{' '}
            <span className="font-mono text-[11px] text-dim">seed {seed}</span>
            {evidence !== '' && <Words text={evidence} className="text-dim" />}
            {text !== '' && <Words text={text} className="text-text" />}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Lost({ lost }: { readonly lost: TurnMoment['lost'] }) {
  if (lost.length === 0) return undefined;
  return (
    <Section title="Attempts that were lost" aside={lost.length}>
      <ul className="space-y-1.5">
        {lost.map(({ seq, at, data: { attempt, failure, unstarted } }) => (
          <li key={seq} className="border-l-2 border-bad bg-bg px-2 py-1 text-[12px]">
            <span className="text-bad">
              ✕ attempt {attempt}: {failure.kind}
            </span>{' '}
            <span className="tabular text-dim">
              {momentOf(at)}
              {unstarted === undefined ? '' : ', before it began'}
            </span>
            <Words text={failure.detail} className="text-text" />
            {'stderr' in failure && failure.stderr !== undefined && (
              <Words text={failure.stderr} className="font-mono text-[11px] text-dim" />
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
