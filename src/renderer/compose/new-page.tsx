import { useMemo } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import { describeProblem, parseScenario } from '#shared/scenario/parse-scenario.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { ComposeForm } from './compose-form.tsx';
import { draftOf, emptyDraft, type Draft } from './draft.ts';
import { useScenarios, type Scenarios } from './use-scenarios.ts';

/** The form of a run; `from` names a scenario that it is opened with. */
export function NewPage({ from }: { readonly from?: string | undefined }) {
  const list = useScenarios();
  const { scenarios, failure } = list;
  const opened = useMemo(() => openingOf(from, { scenarios, failure }), [from, scenarios, failure]);
  if (opened === undefined) return <p className="p-6 text-dim">Opening the scenario…</p>;
  if (!opened.ok) {
    return (
      <div className="flex flex-col gap-2 p-6">
        <h1 className="text-[18px] font-semibold">New deliberation</h1>
        <p role="alert" className="text-bad">
          <bdi dir="auto">{visibleLine(opened.failure)}</bdi>
        </p>
        <p>
          <a href="#/new" className="text-accent underline">
            Begin with an empty form
          </a>
        </p>
      </div>
    );
  }
  return <ComposeForm key={from ?? ''} from={from} pristine={opened.value} list={list} />;
}

/** The form as it is opened, or why it cannot be; undefined until the scenarios are known. */
function openingOf(
  from: string | undefined,
  { scenarios, failure }: Pick<Scenarios, 'scenarios' | 'failure'>,
): Result<Draft, string> | undefined {
  if (from === undefined) return ok(emptyDraft());
  if (scenarios === undefined) {
    return failure === undefined ? undefined : fail(`The scenarios could not be read: ${failure.message}`);
  }
  const row = scenarios.find(({ name }) => name === from);
  if (row === undefined) return fail(`There is no scenario named ${from}; pick one of the list.`);
  const parsed = parseScenario(row.text, `${row.name}.yaml`);
  return parsed.ok ? ok(draftOf(parsed.value)) : fail(describeProblem(parsed.failure));
}
