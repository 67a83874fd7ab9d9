import { Button } from '@mantine/core';
import { useLab } from '../replay/lab-context.ts';
import { Row, Section } from '../ui/screen.tsx';
import { text } from './strings.ts';

/** Export and import among the settings. */
export function FilesSection() {
  const lab = useLab();
  return (
    <Section title={text.title}>
      <Row label={text.exportRow} hint={text.exportRowHint}>
        <Button onClick={() => lab.exportPosts({ query: '' })}>{text.exportAll}</Button>
      </Row>
      <Row label={text.importRow} hint={text.importRowHint}>
        <Button onClick={() => lab.importPosts()}>{text.importButton}</Button>
      </Row>
    </Section>
  );
}
