import { type App, clipboard, Menu } from 'electron';
import { type MenuTemplateOptions, menuTemplate } from './menu-template.ts';
import { text } from './strings.ts';

export interface MenuOptions extends Omit<MenuTemplateOptions, 'copy' | 'showAbout'> {
  app: App;
  version: string;
}

/** Sets the application's menu, and what its About item shows. */
export function setMenu({ app, version, ...options }: MenuOptions): void {
  app.setAboutPanelOptions({
    applicationName: text.app,
    applicationVersion: version,
    copyright: text.licence,
  });
  const template = menuTemplate({
    ...options,
    copy: (value) => clipboard.writeText(value),
    showAbout: () => app.showAboutPanel(),
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
