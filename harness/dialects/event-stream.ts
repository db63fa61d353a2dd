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
  return read(text, (_name, data) => data);
}

/** The same, where what an event is called stands beside the fields of its data, as `event`, unless one of these is. */
export function readNamedEvents(text: string): EventStreamText {
  return read(text, withName);
}

function read(text: string, said: (name: string, data: string) => string): EventStreamText {
  const events: string[] = [];
  const lines = text.split(LINE_END);
  let data: string[] = [];
  let name = "";
  let open = false;
  // What follows the last line end is no line yet.
  for (const line of lines.slice(0, -1)) {
    if (line === "") {
      if (data.length > 0) events.push(said(name, data.join("\n")));
      data = [];
      name = "";
    } else if (line.startsWith("event:")) name = valueOf(line);
    else if (line === "data") data.push("");
    else if (line.startsWith("data:")) data.push(valueOf(line));
    open = line !== "";
  }
  return { events, cutOff: open || lines.at(-1) !== "" };
}

function valueOf(line: string): string {
  const value = line.slice(line.indexOf(":") + 1);
  return value.startsWith(" ") ? value.slice(1) : value;
}

/** Of two fields of one name the last counts, and that is the data's own. What is no JSON object becomes its `data`. */
function withName(name: string, data: string): string {
  if (name === "") return data;
  const head = `{"event":${JSON.stringify(name)}`;
  const fields = /^\s*\{\s*(.*)$/s.exec(data)?.[1];
  if (fields === undefined) return `${head},"data":${JSON.stringify(data)}}`;
  return fields.startsWith("}") ? `${head}${fields}` : `${head},${fields}`;
}
