import { useEffect, useMemo, useRef, useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import { showExport } from '../app/palette-state.ts';
import { BranchList } from '../branch/branch-list.tsx';
import { BranchStrip } from '../branch/branch-strip.tsx';
import { MinutesButton } from '../inspector/minutes.tsx';
import { Button } from '../ui/button.tsx';
import { Late, useClient, useIsFile, useRun, useSession } from '../state/window.tsx';
import { useRecorded } from '../state/recorded.ts';
import { arbiterCan, type ArbiterAct } from './arbiter-can.ts';
import { AgentsMenu } from './agents-menu.tsx';
import { Refusal } from './refusal.tsx';
import { EndDialog } from './end-dialog.tsx';
import { ForeignLine } from './message-text.tsx';
import { RuleDialog } from './rule-dialog.tsx';
import { factsOf, standingWords, type Fact } from './run-facts.ts';
import { useCommand } from './use-command.ts';

/** The bar over the room: what this run is and how it stands, and what the arbiter can do to it now. */
export function RunBar({ onReopen }: { readonly onReopen: () => void }) {
  const title = useRun((state) => state.row?.title ?? state.now.transcript.title);
  const interrupted = useRun(
    ({ live, row, latest }) => !live && row?.state === 'interrupted' && latest.end === undefined,
  );
  const commanding = useCommand();
  return (
    <header className="shrink-0 border-b border-line bg-panel">
      <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5">
        <h1 className="max-w-[36ch] truncate text-[14px] font-semibold" title={visibleLine(title)}>
          <ForeignLine text={title} />
        </h1>
        <Late>
          <Facts />
        </Late>
        <fieldset aria-label={BAR} className="ml-auto flex flex-wrap items-center gap-2">
          <BranchList />
          <MinutesButton />
          <ExportButton />
          {interrupted ? <ResumeInterrupted onReopen={onReopen} /> : <Controls commanding={commanding} />}
        </fieldset>
      </div>
      <BranchStrip />
      {commanding.refusal !== undefined && (
        <div className="flex items-center justify-between gap-3 border-t border-line px-3 py-1">
          <Refusal text={commanding.refusal} />
          <Button kind="quiet" onClick={commanding.forget}>
            Close
          </Button>
        </div>
      )}
    </header>
  );
}

function ExportButton() {
  const row = useRun((state) => state.row);
  const isFile = useIsFile();
  if (row === undefined || isFile) return undefined;
  return (
    <Button kind="quiet" title="Take this run out as a file" onClick={() => showExport(row)}>
      Export…
    </Button>
  );
}

function Facts() {
  const setup = useRun((state) => state.now.setup);
  const transcript = useRun((state) => state.now.transcript);
  const cost = useRun((state) => state.now.cost);
  const standing = useRun(({ row, live, latest }) => standingWords(row, { live, latest }));
  const isLive = useRun((state) => state.live);
  const ruled = useRecorded('rules');
  const facts = useMemo(() => (ruled ? factsOf({ setup, transcript, cost }) : []), [ruled, setup, transcript, cost]);
  const all = facts.map(factLine).join(', ');
  return (
    // One line: what does not fit is out of sight, the least first, and stands in the tooltip.
    <ul
      aria-label="About this run"
      title={all}
      className="flex h-6 min-w-40 flex-1 flex-wrap items-center gap-x-1.5 gap-y-2 overflow-hidden text-[12px]"
    >
      <li className={`${CHIP} ${standing === 'Live' ? 'text-good' : isLive ? 'text-warn' : 'text-dim'}`}>
        <span aria-hidden>{isLive ? '● ' : '▷ '}</span>
        {standing}
      </li>
      {facts.map(({ name, label, words }) => (
        <li key={name} className={`${CHIP} text-dim`}>
          {label} <span className="tabular text-text">{words}</span>
        </li>
      ))}
    </ul>
  );
}

const factLine = ({ label, words }: Fact): string => (label === undefined ? words : `${label} ${words}`);

const CHIP = 'h-6 rounded-control border border-line px-2 leading-[22px] whitespace-nowrap';

const BAR = 'What the arbiter can do';

const WORDS: Readonly<Record<ArbiterAct, string>> = {
  pause: 'Pause',
  resume: 'Resume',
  step: 'Step',
  callVote: 'Call a vote',
  wrapUp: 'Wrap up',
  end: 'End…',
  rule: 'Rule…',
};

const HINTS: Readonly<Record<ArbiterAct, string>> = {
  pause: 'No turn begins until you resume; those under way come to their end',
  resume: 'Turns begin again',
  step: 'One turn, and the run stays paused',
  callVote: 'A vote over the proposals on the table',
  wrapUp: 'One closing round, then the end',
  end: 'Ends the run at once, after asking you',
  rule: 'Your word on a proposal on the table',
};

function Controls({ commanding: { give, busy } }: { readonly commanding: ReturnType<typeof useCommand> }) {
  const can = useRun(({ latest, live }) => arbiterCan(latest, live).join(' '));
  const [open, setOpen] = useState<'end' | 'rule'>();
  useFocusKept(open !== undefined);
  if (can === '') return undefined;
  const close = (): void => setOpen(undefined);
  const click = (act: ArbiterAct): void => {
    // Not `disabled`: a button that is off loses the focus, and who works by keys would begin again at the top.
    if (busy) return;
    if (act === 'end' || act === 'rule') setOpen(act);
    else void give({ kind: act });
  };
  return (
    <>
      <AgentsMenu />
      {(can.split(' ') as ArbiterAct[]).map((act) => (
        <Button
          key={act === 'resume' ? 'pause' : act}
          kind={act === 'rule' ? 'primary' : act === 'end' ? 'danger' : 'plain'}
          aria-disabled={busy}
          title={HINTS[act]}
          onClick={() => click(act)}
        >
          {WORDS[act]}
        </Button>
      ))}
      {open === 'end' && <EndDialog onClose={close} />}
      {open === 'rule' && <RuleDialog onClose={close} />}
    </>
  );
}

/** What the arbiter has just done may take its button away: the focus then goes to the first one of the bar and not to nowhere. */
function useFocusKept(isAsking: boolean): void {
  const had = useRef(false);
  useEffect(() => {
    const note = ({ target }: Event): void => {
      // A dialog over the room asks what the bar has begun.
      if (!(target instanceof Element) || target.closest('[role="dialog"]') !== null) return;
      had.current = target.closest(`fieldset[aria-label="${BAR}"]`) !== null;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, []);
  useEffect(() => {
    if (isAsking || !had.current) return undefined;
    // A dialog that has closed gives the focus back first, where there is one to give it to.
    const frame = requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return;
      document.querySelector<HTMLElement>(`fieldset[aria-label="${BAR}"] button`)?.focus();
    });
    return () => cancelAnimationFrame(frame);
  });
}

/** A run whose process was killed goes on from where its log ends. */
function ResumeInterrupted({ onReopen }: { readonly onReopen: () => void }) {
  const client = useClient();
  const { run } = useSession();
  const [refusal, setRefusal] = useState<string>();
  const resume = async (): Promise<void> => {
    const done = await client.call('run.resume', { run });
    if (done.ok) onReopen();
    else setRefusal(done.failure.message);
  };
  return (
    <>
      <Refusal text={refusal} />
      <Button kind="primary" title="The run goes on from where it was interrupted" onClick={() => void resume()}>
        Resume the run
      </Button>
    </>
  );
}
