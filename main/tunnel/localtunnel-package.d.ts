/** The part of the localtunnel package that Tapline uses, as its 2.0.2 behaves; its own types leave it out. */
declare module 'localtunnel/lib/TunnelCluster.js' {
  import { EventEmitter } from 'node:events';

  interface ClusterOptions {
    remote_host: string;
    /** Preferred over `remote_host` where the server names it. */
    remote_ip: string | undefined;
    remote_port: number;
    local_port: number;
  }

  /** Despite its name, each `open()` makes one connection to the tunnel server and pipes it to the local port. */
  export default class TunnelCluster extends EventEmitter {
    constructor(options: ClusterOptions);
    open(): void;
  }
}
