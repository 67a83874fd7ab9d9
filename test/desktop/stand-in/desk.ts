import { EventEmitter } from 'node:events';
import type { StandInApp } from './app.ts';
import { checkOptions, Known, known } from './known.ts';

/** An image that remembers its size; its pixels are looked at by nobody here. */
function image(buffers: Buffer[], scaleFactors: number[]) {
  return known('NativeImage', {
    isEmpty: () => buffers.length === 0,
    addRepresentation({ buffer, scaleFactor = 1 }: Electron.AddRepresentationOptions): void {
      if (buffer) buffers.push(buffer);
      scaleFactors.push(scaleFactor);
    },
    getScaleFactors: () => [...scaleFactors],
    setTemplateImage: (_is: boolean) => {},
    toPNG: () => buffers[0] ?? Buffer.alloc(0),
  });
}

type MenuTemplate = Electron.MenuItemConstructorOptions[];

/** A menu as it was described; items are clicked by `click()`. */
class StandInMenu {
  readonly items: (Electron.MenuItemConstructorOptions & { submenu?: StandInMenu | undefined })[];
  constructor(template: MenuTemplate) {
    this.items = template.map((item) => ({
      enabled: true,
      visible: true,
      ...item,
      submenu: Array.isArray(item.submenu) ? new StandInMenu(item.submenu) : undefined,
    })) as StandInMenu['items'];
  }
  getMenuItemById(id: string) {
    return this.items.find((item) => item.id === id) ?? null;
  }
}

const itemOptions = [
  ...['label', 'role', 'type', 'click', 'submenu', 'enabled', 'visible', 'id', 'accelerator', 'checked', 'sublabel'],
  'toolTip',
];

function checkTemplate(template: MenuTemplate): void {
  for (const item of template) {
    checkOptions('MenuItem', item, itemOptions);
    if (!item.role && !item.label && item.type !== 'separator') throw new Error('A menu item needs a label or a role.');
    if (Array.isArray(item.submenu)) checkTemplate(item.submenu);
  }
}

export type Desk = Pick<
  typeof Electron.CrossProcessExports,
  | 'Menu'
  | 'Tray'
  | 'Notification'
  | 'dialog'
  | 'shell'
  | 'clipboard'
  | 'screen'
  | 'nativeTheme'
  | 'nativeImage'
  | 'powerMonitor'
>;

/** Menus, tray, notifications and dialogs: specs watch and trigger them, nothing is drawn. */
export function createDesk(app: StandInApp): Desk {
  let menu: StandInMenu | null = null;
  const Menu = known('Menu', {
    buildFromTemplate(template: MenuTemplate) {
      checkTemplate(template);
      return known('Menu', new StandInMenu(template));
    },
    setApplicationMenu(next: StandInMenu | null): void {
      menu = next;
    },
    getApplicationMenu: () => menu,
  });

  class StandInTray
    extends Known
    implements Record<'setToolTip' | 'setImage' | 'setContextMenu' | 'setTitle', (argument: never) => void>
  {
    constructor(_image: unknown) {
      super('Tray', ['click', 'double-click', 'right-click']);
      app.mustBeReady('Tray');
    }
    setToolTip(_text: string): void {}
    setImage(_image: unknown): void {}
    setContextMenu(_menu: StandInMenu | null): void {}
    setTitle(_title: string): void {}
    destroy(): void {}
    isDestroyed(): boolean {
      return false;
    }
  }

  class StandInNotification extends Known implements Pick<Electron.Notification, 'title' | 'body' | 'show' | 'close'> {
    readonly title: string;
    readonly body: string;
    constructor(options: Electron.NotificationConstructorOptions = {}) {
      super('Notification', ['show', 'click', 'close', 'failed']);
      app.mustBeReady('Notification');
      checkOptions('Notification', options, ['title', 'body', 'silent', 'urgency', 'icon']);
      this.title = options.title ?? '';
      this.body = options.body ?? '';
    }
    static isSupported(): boolean {
      return true;
    }
    show(): void {
      this.emit('show', {});
    }
    close(): void {
      this.emit('close', {});
    }
  }

  const dialog = known('dialog', {
    /** Nobody is there to answer: a spec that expects a question replaces this. */
    showMessageBox: async (..._args: unknown[]): Promise<{ response: number; checkboxChecked: boolean }> => {
      throw new Error(
        'Nobody answers a dialog in the stand-in for Electron. Replace dialog.showMessageBox in the spec.',
      );
    },
    showErrorBox: (title: string, content: string) => void process.stderr.write(`[dialog] ${title}: ${content}\n`),
  });

  const shell = known('shell', {
    openExternal: async (_url: string): Promise<void> => {
      throw new Error('Nothing is opened outside the stand-in for Electron. Replace shell.openExternal in the spec.');
    },
  });

  let copied = '';
  const clipboard = known('clipboard', {
    writeText(text: string): void {
      copied = text;
    },
    readText: () => copied,
  });

  const display = { id: 1, bounds: area(1920, 1080), workArea: area(1920, 1040), scaleFactor: 1 };
  const screen = known('screen', { getPrimaryDisplay: () => display, getAllDisplays: () => [display] });
  const nativeTheme = known('nativeTheme', Object.assign(new EventEmitter(), { shouldUseDarkColors: false }));
  const nativeImage = known('nativeImage', {
    createFromBuffer: (buffer: Buffer, options?: { scaleFactor?: number }) =>
      image([buffer], [options?.scaleFactor ?? 1]),
    createEmpty: () => image([], []),
  });

  const desk = {
    Menu,
    Tray: known('Tray', StandInTray),
    Notification: known('Notification', StandInNotification),
    dialog,
    shell,
    clipboard,
    screen,
    nativeTheme,
    nativeImage,
    powerMonitor: new Known('powerMonitor', ['resume', 'suspend', 'shutdown', 'lock-screen', 'unlock-screen']),
  };
  return desk as unknown as Desk;
}

function area(width: number, height: number) {
  return { x: 0, y: 0, width, height };
}
