import { Component, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';

type Props = { readonly children: ReactNode };

/** A mistake of the window costs a page and not the window; what was said is in the log, not here. */
export class Boundary extends Component<Props, { readonly failed: string | undefined }> {
  override state = { failed: undefined };

  static getDerivedStateFromError(error: unknown): { readonly failed: string } {
    return { failed: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { failed } = this.state;
    if (failed === undefined) return this.props.children;
    return (
      <div role="alert" className="flex flex-col items-start gap-3 p-8">
        <h1 className="text-[16px] font-semibold">This page could not be drawn</h1>
        <p className="text-dim">A mistake of the window; the run is not touched by it. It said: {failed}</p>
        <Button onClick={() => this.setState({ failed: undefined })}>Draw it again</Button>
      </div>
    );
  }
}
