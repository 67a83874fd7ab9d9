import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Message } from './message.tsx';
import { text } from './strings.ts';

/** Keeps a fault of one screen from taking the window down. React offers this as a class only. */
export class Crash extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <div role="alert">
        <Message
          title={text.crash.title}
          actions={<Button onClick={() => window.location.reload()}>{text.crash.reload}</Button>}
        >
          {text.crash.body}
        </Message>
      </div>
    );
  }
}
