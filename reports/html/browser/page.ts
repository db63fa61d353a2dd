/**
 * The part of a browser that the report's own code uses. That code is handed over as text, so it is given
 * everything it needs: no global, no import but of types.
 */
export interface Page {
  readonly document: PageDocument;
  readonly navigator: { readonly clipboard?: { writeText(text: string): Promise<void> } };
  readonly devicePixelRatio: number;
  requestAnimationFrame(draw: () => void): number;
  getComputedStyle(element: PageElement): { getPropertyValue(name: string): string };
  matchMedia(query: string): { addEventListener(type: "change", then: () => void): void };
  addEventListener(type: string, then: (event: PageEvent) => void): void;
  getSelection(): { selectAllChildren(of: PageElement): void } | null;
  atob(text: string): string;
}

export interface PageDocument {
  readonly documentElement: PageElement;
  readonly fonts?: { readonly ready: Promise<unknown> };
  getElementById(id: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  createElement(name: string): PageElement;
}

/** Any element: what it is not made for it simply lacks. */
export interface PageElement {
  textContent: string | null;
  className: string;
  hidden: boolean;
  disabled: boolean;
  open: boolean;
  checked: boolean;
  value: string;
  title: string;
  type: string;
  width: number;
  height: number;
  scrollTop: number;
  readonly clientWidth: number;
  readonly clientHeight: number;
  readonly dataset: Record<string, string | undefined>;
  readonly style: { setProperty(name: string, value: string): void };
  readonly previousElementSibling: PageElement | null;
  append(...nodes: readonly (PageElement | string)[]): void;
  replaceChildren(...nodes: readonly (PageElement | string)[]): void;
  setAttribute(name: string, value: string): void;
  querySelector(selector: string): PageElement | null;
  addEventListener(
    type: string,
    then: (event: PageEvent) => void,
    options?: { readonly passive: boolean },
  ): void;
  getBoundingClientRect(): { readonly left: number; readonly top: number };
  setPointerCapture(pointer: number): void;
  scrollIntoView(options: { readonly block: "start" | "nearest" }): void;
  focus(options?: { readonly preventScroll: boolean }): void;
  getContext(kind: "2d"): Pen | null;
}

export interface PageEvent {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly clientX: number;
  readonly clientY: number;
  readonly deltaX: number;
  readonly deltaY: number;
  readonly buttons: number;
  readonly pointerId: number;
  preventDefault(): void;
}

/** A canvas's 2D context, as far as it is used. */
export interface Pen {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  globalAlpha: number;
  font: string;
  textAlign: "left" | "right" | "center";
  textBaseline: "middle" | "alphabetic" | "top";
  save(): void;
  restore(): void;
  beginPath(): void;
  closePath(): void;
  rect(x: number, y: number, width: number, height: number): void;
  clip(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void;
  arc(x: number, y: number, radius: number, from: number, to: number): void;
  roundRect(x: number, y: number, width: number, height: number, radius: number): void;
  fill(): void;
  stroke(): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  clearRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number): void;
  measureText(text: string): { readonly width: number };
  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void;
}
