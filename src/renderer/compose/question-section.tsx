import { visibleLine } from '#shared/base/visible-text.ts';
import { titleOf } from '#shared/scenario/defaults.ts';
import { Section } from './section.tsx';
import { TypedText } from './typed.tsx';
import { useForm } from './use-form.ts';

/** What is deliberated. */
export function QuestionSection() {
  const { draft } = useForm();
  const title = visibleLine(titleOf(draft.question));
  return (
    <Section title="What it is about">
      <TypedText
        name="question"
        field="question"
        label="Question"
        long
        placeholder="Which endpoint should lists use?"
        hint="It stands in every prompt, so short is cheap."
      />
      <TypedText
        name="title"
        field="title"
        label="Title"
        placeholder={title === '' ? 'The beginning of the question' : title}
      />
    </Section>
  );
}
