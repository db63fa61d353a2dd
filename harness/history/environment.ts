/** The machine and the versions that an execution ran on: figures to compare by, and nothing that names a host or a person. */
export interface Environment {
  /** Version of Quintet that drove and recorded. */
  readonly quintet: string;
  /** Version of Node, without its `v`. */
  readonly node: string;
  /** Operating system, its release and the architecture, such as `Linux 6.1.0 x64`. */
  readonly os: string;
  /** Model of the processor. */
  readonly cpu: string;
  /** Processors that this process may use. */
  readonly cpus: number;
  /** Bytes of memory that this process may use. */
  readonly memory: number;
}
