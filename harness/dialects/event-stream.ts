/** The events of a text of server-sent events: the data of each, and whether the last was cut off. */
export interface EventStreamText {
  readonly events: readonly string[];
  readonly cutOff: boolean;
}

const LINE_END = /\r\n|\n|\r/;

/**
 * Reads whole events as the HTML standard has it: a blank line ends an event, its `data` lines are joined by
 * line feeds, comments and fields of other names say nothing. An event without data is none.
 */
export function readEventStream(text: string): EventStreamText {
  const events: string[] = [];
  const lines = text.split(LINE_END);
  let data: string[] = [];
  let open = false;
  // What follows the last line end is no line yet.
  for (const line of lines.slice(0, -1)) {
    if (line === "") {
      if (data.length > 0) events.push(data.join("\n"));
      data = [];
    } else if (line === "data") data.push("");
    else if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5));
    open = line !== "";
  }
  return { events, cutOff: open || lines.at(-1) !== "" };
}
