import { Component, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';

type Props = {
  readonly children: ReactNode;
  /** Where one is: going elsewhere draws anew. */
  readonly place: string;
};

type State = { readonly failed: string | undefined; readonly place: string };

/** A mistake of the window costs a page and not the window. */
export class Boundary extends Component<Props, State> {
  override state: State = { failed: undefined, place: this.props.place };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { failed: error instanceof Error ? error.message : String(error) };
  }

  static getDerivedStateFromProps({ place }: Props, state: State): State | undefined {
    return place === state.place ? undefined : { failed: undefined, place };
  }

  override render(): ReactNode {
    const { failed } = this.state;
    if (failed === undefined) return this.props.children;
    return (
      <div role="alert" className="flex flex-col items-start gap-3 p-8">
        <h1 className="text-[16px] font-semibold">This page could not be drawn</h1>
        <p className="text-dim">A mistake of the window; the run is not touched by it. It said: {failed}</p>
        <div className="flex gap-2">
          <Button kind="primary" onClick={() => this.setState({ failed: undefined })}>
            Draw it again
          </Button>
          <Button onClick={() => location.reload()}>Load the window anew</Button>
        </div>
      </div>
    );
  }
}
