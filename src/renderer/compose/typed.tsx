import { TextField, type TextFieldProps } from '../ui/field.tsx';
import { controlId, useForm } from './use-form.ts';
import type { Draft } from './draft.ts';

type Props = Omit<TextFieldProps, 'id' | 'problem'> & {
  /** The field's path in a scenario file. */
  readonly field: string;
};

/** A field of the form with what is wrong with it. */
export function Typed({ field, ...rest }: Props) {
  const { problemOf } = useForm();
  return <TextField {...rest} id={controlId(field)} problem={problemOf(field)} />;
}

type TextKey = {
  [Key in keyof Draft]: Draft[Key] extends string ? (string extends Draft[Key] ? Key : never) : never;
}[keyof Draft];

type OwnProps = Omit<Props, 'value' | 'onChange'> & { readonly name: TextKey };

/** A text that stands by itself in the form. */
export function TypedText({ name, ...rest }: OwnProps) {
  const { draft, edit } = useForm();
  return <Typed {...rest} value={draft[name]} onChange={(text) => edit((before) => ({ ...before, [name]: text }))} />;
}
